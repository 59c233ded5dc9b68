import { parseJsonLosslessly } from '../../kernel/json.js';
import { repeatedName } from '../../kernel/json-names.js';
import { textOf } from '../../kernel/utf8.js';
import { isObject, type Members } from './case-event.domain.js';

/** Full case data holds every answer of every form. */
const LIMITS = { depth: 64, values: 200_000, literalNumbers: true };

/**
 * The members of an event's body, every number as its literal text; null for JSON that is no object, or has a member
 * twice: two readers might take different ones.
 * @throws DomainError `body_unparseable`
 */
export function readEnvelope(body: Buffer): Members | null {
  const text = textOf(body);
  const parsed = parseJsonLosslessly(text, LIMITS);
  return isObject(parsed) && repeatedName(text) === null ? parsed : null;
}
