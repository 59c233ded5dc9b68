import type { Candidate } from './candidate.domain.js';
import { words } from './word-list.domain.js';

const WORDINGS = words('name label text title description display');

/** The paths beside which the same is said in words: `status` where there is a `status_name`. */
export function spelledOutAmong(candidates: readonly Candidate[]): ReadonlySet<Candidate> {
  const worded = new Set(candidates.filter(isWorded).map(({ owner, named }) => keyOf(owner, named.own.slice(0, -1))));
  return new Set(candidates.filter(({ owner, named }) => named.own.length > 0 && worded.has(keyOf(owner, named.own))));
}

function isWorded({ named, kind }: Candidate): boolean {
  return named.own.length > 1 && WORDINGS.has(named.own.at(-1) ?? '') && kind.label > 0;
}

function keyOf(owner: string, tokens: readonly string[]): string {
  return `${owner}\0${tokens.join(' ')}`;
}
