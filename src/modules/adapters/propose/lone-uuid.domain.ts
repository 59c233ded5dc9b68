import type { Candidate } from './candidate.domain.js';
import { soleUuidIn, textOfScalar } from './value-kind.domain.js';

/** The paths with the only UUID that the updates have, each its own; none where there are several, or an update has none. */
export function loneUuidsAmong(candidates: readonly Candidate[]): ReadonlySet<Candidate> {
  const paths = candidates.filter(({ kind }) => kind.uuid === 1);
  const [first] = paths;
  const isLone = first !== undefined && paths.every((path) => uuidsOf(path) === uuidsOf(first));
  return new Set(isLone && first.filled === 1 ? paths : []);
}

function uuidsOf({ values }: Candidate): string {
  return values.map((value) => (value === undefined ? '' : soleUuidIn(textOfScalar(value)))).join(' ');
}
