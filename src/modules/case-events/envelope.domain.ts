import { DomainError } from '../../kernel/domain-error.js';
import { parseJsonLosslessly } from '../../kernel/json.js';
import { repeatedName } from '../../kernel/json-names.js';
import { isObject, type Members } from './case-event.domain.js';

/** Full case data holds every answer of every form. */
const LIMITS = { depth: 64, values: 200_000, literalNumbers: true };
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The members of an event's body, every number as its literal text; null for JSON that is no object, or has a member
 * twice: two readers might take different ones.
 * @throws DomainError `body_unparseable`
 */
export function readEnvelope(body: Buffer): Members | null {
  const text = textIn(body);
  const parsed = parseJsonLosslessly(text, LIMITS);
  return isObject(parsed) && repeatedName(text) === null ? parsed : null;
}

function textIn(body: Buffer): string {
  try {
    return UTF8.decode(body);
  } catch {
    throw new DomainError(
      'malformed',
      'body_unparseable',
      'The body is not valid UTF-8. Send one JSON object, in UTF-8.',
    );
  }
}
