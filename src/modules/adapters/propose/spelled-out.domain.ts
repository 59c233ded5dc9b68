import type { Candidate } from './candidate.domain.js';
import { words } from './word-list.domain.js';

const WORDINGS = words('name label text title description display');
const CODES = words('code key slug');

/** The paths beside which the same is said in words: `status` where there is a `status_name`, `code` beside `text`. */
export function spelledOutAmong(candidates: readonly Candidate[]): ReadonlySet<Candidate> {
  const worded = new Set(candidates.filter(isWorded).map(({ owner, named }) => keyOf(owner, named.own.slice(0, -1))));
  return new Set(candidates.filter(({ owner, named }) => worded.has(keyOf(owner, meantBy(named.own)))));
}

function isWorded({ named, kind }: Candidate): boolean {
  return WORDINGS.has(named.own.at(-1) ?? '') && kind.label > 0;
}

/** A mere code is one of what its object is. */
function meantBy(own: readonly string[]): readonly string[] {
  const [only = '', ...others] = own;
  return others.length === 0 && CODES.has(only) ? [] : own.length === 0 ? ['?'] : own;
}

function keyOf(owner: string, tokens: readonly string[]): string {
  return `${owner}\0${tokens.join(' ')}`;
}
