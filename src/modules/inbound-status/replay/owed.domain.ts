import type { ReadBody, Standing } from '../preview-diff.domain.js';

/**
 * The updates of a body, by position, that reading it once more leaves to do. What failed is decided anew, whatever it
 * comes to. What found its lead before is only owed when it now means another lead or another status: it is never taken
 * back, since nobody can be un-told.
 */
export function owedItems(before: ReadBody, after: ReadBody): ReadonlySet<number> {
  if (after.refusal !== null) return new Set();
  const owed = after.updates.flatMap((update, at) => (isOwed(before.updates[at], update) ? [at] : []));
  return new Set(owed);
}

function isOwed(before: Standing | undefined, after: Standing): boolean {
  if (before?.end === 'matched') {
    return after.end === 'matched' && (after.leadId !== before.leadId || after.canonical !== before.canonical);
  }
  if (before?.end === 'ignored') return after.end !== 'ignored';
  return true;
}
