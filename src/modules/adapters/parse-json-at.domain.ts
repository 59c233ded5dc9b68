import { DomainError } from '../../kernel/domain-error.js';
import { type JsonLimits, parseJsonLosslessly } from '../../kernel/json.js';
import type { Warning } from './reading.domain.js';

const WHOLE_BODY = '@';

type Forbidden = (name: string) => void;
type Change = (value: unknown) => unknown;

/**
 * Replaces texts that hold JSON by what they hold. A path goes by member names with dots between them (which may have dots themselves), through every
 * element of a list on its way; `@` is the whole body. What is no JSON stays as it is, with a warning; what is missing
 * stays missing.
 * @throws DomainError `body_too_large` for a text beyond the limits
 */
export function parseJsonAt(
  tree: unknown,
  paths: readonly string[],
  limits: JsonLimits,
  forbidden: Forbidden,
): { readonly tree: unknown; readonly warnings: readonly Warning[] } {
  const warnings: Warning[] = [];
  const changed = paths.reduce((root, path) => {
    const parse = (value: unknown): unknown => (typeof value === 'string' ? parsed(value, path) : value);
    return changedAt(root, path === WHOLE_BODY ? [] : path.split('.'), parse);
  }, tree);
  return { tree: changed, warnings };

  function parsed(text: string, path: string): unknown {
    try {
      return text.trim() === '' ? text : parseJsonLosslessly(text, limits, forbidden);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'too_large') throw error;
      warnings.push({ code: 'not_json', message: `${path} holds no JSON; it is read as text.` });
      return text;
    }
  }
}

function changedAt(value: unknown, path: readonly string[], change: Change): unknown {
  if (path.length === 0) return change(value);
  if (Array.isArray(value)) return value.map((item) => changedAt(item, path, change));
  if (typeof value !== 'object' || value === null) return value;
  const members = value as Record<string, unknown>;
  const length = longestName(members, path);
  if (length === 0) return value;
  const name = path.slice(0, length).join('.');
  members[name] = changedAt(members[name], path.slice(length), change);
  return value;
}

/** How many parts of the path make the longest name that there is: forms call a member `data.json`. */
function longestName(members: object, path: readonly string[]): number {
  let length = path.length;
  while (length > 0 && !Object.hasOwn(members, path.slice(0, length).join('.'))) length -= 1;
  return length;
}
