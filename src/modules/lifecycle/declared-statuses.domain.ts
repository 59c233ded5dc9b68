import type { Issue } from '../../kernel/domain-error.js';
import { hasKey, writtenKey } from '../../kernel/status-key.js';

export type DeclaredStatus = { readonly statusKey: string; readonly rawStatus: string };
type ReadList = { readonly statuses: readonly DeclaredStatus[]; readonly issues: readonly Issue[] };

const MOST_STATUSES = 2_000;
const LONGEST_RAW = 200;
/** Cannot be stored as text: NUL, and half a surrogate pair. */
const UNSTORABLE = /[\0\p{Cs}]/u;

/**
 * Reads a list of raw statuses, each perhaps written `Status | Sub-status`. Of several spellings of one status the first
 * counts. With an issue nothing is to be saved.
 */
export function readDeclaredStatuses(list: unknown): ReadList {
  if (!Array.isArray(list) || list.length > MOST_STATUSES)
    return { statuses: [], issues: [{ path: '', message: `Send a list of at most ${MOST_STATUSES} raw statuses.` }] };
  const issues = list.flatMap((raw: unknown, at) => issuesOf(raw, String(at)));
  if (issues.length > 0) return { statuses: [], issues };
  const byKey = new Map<string, DeclaredStatus>();
  for (const raw of list as string[]) {
    const statusKey = writtenKey(raw);
    if (!byKey.has(statusKey)) byKey.set(statusKey, { statusKey, rawStatus: raw.trim() });
  }
  return { statuses: [...byKey.values()], issues };
}

function issuesOf(raw: unknown, path: string): Issue[] {
  if (typeof raw === 'string' && hasKey(raw) && raw.length <= LONGEST_RAW && !UNSTORABLE.test(raw)) return [];
  return [{ path, message: `A raw status is a text with a letter or a digit, of at most ${LONGEST_RAW} characters.` }];
}
