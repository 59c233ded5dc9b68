import { differs, type ReadBody, type Standing } from '../preview-diff.domain.js';

/**
 * The updates of a body, by position, that reading it once more leaves to do. What failed is decided anew, unless it fails
 * as it did: then it waits as it does, or was discarded. What found its lead before is only owed when it now means another
 * lead or another status: it is never taken back, since nobody can be un-told.
 */
export function owedItems(before: ReadBody, after: ReadBody): ReadonlySet<number> {
  if (after.refusal !== null) return new Set();
  const owed = after.updates.flatMap((update, at) => (isOwed(before.updates[at], update) ? [at] : []));
  return new Set(owed);
}

function isOwed(before: Standing | undefined, after: Standing): boolean {
  switch (before?.end) {
    case 'matched':
      return after.end === 'matched' && (after.leadId !== before.leadId || after.canonical !== before.canonical);
    case 'ignored':
      return after.end !== 'ignored';
    case 'failing':
      return differs(before, after);
    default:
      return true;
  }
}
