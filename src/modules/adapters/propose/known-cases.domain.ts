import { foldName } from '../../../kernel/similarity.js';
import type { Candidate } from './candidate.domain.js';

/** A mass tort of the catalogue. */
export type KnownCase = { readonly slug: string; readonly name: string; readonly code: string };

/** The paths whose every value is a slug, a name, a code, or a code with a firm behind its hyphen. */
export function knownCasesAmong(candidates: readonly Candidate[], cases: readonly KnownCase[]): ReadonlySet<Candidate> {
  const names = new Set(cases.flatMap(({ slug, name, code }) => [slug, name, code].map(foldName)));
  return new Set(candidates.filter(({ kind, values }) => kind.label > 0 && namesCases(values, names)));
}

function namesCases(values: Candidate['values'], names: ReadonlySet<string>): boolean {
  const given = values.filter((value) => value !== undefined).map(String);
  return given.length > 0 && given.every((text) => names.has(foldName(text)) || names.has(foldName(prefixOf(text))));
}

function prefixOf(text: string): string {
  return text.split('-', 1)[0] ?? text;
}
