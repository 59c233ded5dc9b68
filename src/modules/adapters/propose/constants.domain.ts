import type { Candidate } from './candidate.domain.js';

/**
 * The paths that hold one and the same value in updates about different people: the firm's own data, whatever they are
 * called. None when nothing tells that the updates are about different people.
 */
export function constantsAmong(candidates: readonly Candidate[]): ReadonlySet<Candidate> {
  if (!candidates.some(tellsPeopleApart)) return new Set();
  return new Set(candidates.filter(({ values }) => isRepeated(values)));
}

function tellsPeopleApart({ kind, values }: Candidate): boolean {
  const isPersonal = kind.email === 1 || kind.phone >= 0.6 || kind.person >= 0.9;
  return isPersonal && values.length > 1 && new Set(values.map(String)).size === values.length;
}

function isRepeated(values: Candidate['values']): boolean {
  const given = values.filter((value) => value !== undefined);
  return given.length > 1 && new Set(given.map(String)).size === 1;
}
