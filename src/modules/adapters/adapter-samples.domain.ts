import type { Issue } from '../../kernel/domain-error.js';
import type { Target } from './inbound-adapter.domain.js';
import { incomplete } from './incomplete.domain.js';

type Update = { readonly ignored: string | null; readonly fields: Readonly<Record<Target, string | null>> };

/** What one update of a sample must be read as; fields that are left out may be anything. */
export type Expected = Readonly<Partial<Record<Target, string | null>>>;

/** The reading of a sample as what it must be read as from now on; null while it would be refused. */
export function expectedOf(updates: readonly Update[]): Expected[] | null {
  if (updates.some(isRefused)) return null;
  return updates.filter(({ ignored }) => ignored === null).map(({ fields }) => fields);
}

/**
 * Why a sample does not pass; empty when it does. Updates that are ignored are not counted. Where nothing is expected, no
 * update may be one that production would refuse. Values are not repeated: they speak of people.
 */
export function sampleProblems(updates: readonly Update[], expected: readonly Expected[] | null): Issue[] {
  const read = updates.filter(({ ignored }) => ignored === null);
  if (!expected) return read.flatMap(({ fields }, at) => refusalOf(fields, at));
  if (read.length !== expected.length) {
    return [{ path: 'expected', message: `${expected.length} updates are expected, and ${read.length} were read.` }];
  }
  return expected.flatMap((one, at) => differences(one, read[at]?.fields, `expected[${at}]`));
}

function isRefused({ ignored, fields }: Update): boolean {
  return ignored === null && incomplete(fields) !== null;
}

function refusalOf(fields: Update['fields'], at: number): Issue[] {
  const refusal = incomplete(fields);
  return refusal ? [{ path: `results[${at}]`, message: refusal.message }] : [];
}

function differences(expected: Expected, fields: Update['fields'] | undefined, path: string): Issue[] {
  const differing = (Object.keys(expected) as Target[]).filter(
    (field) => (expected[field] ?? null) !== (fields?.[field] ?? null),
  );
  return differing.map((field) => ({
    path: `${path}.${field}`,
    message: differenceOf(expected[field], fields?.[field]),
  }));
}

function differenceOf(expected: string | null | undefined, read: string | null | undefined): string {
  if (read === null || read === undefined) return 'A value is expected, and none was read.';
  return expected === null
    ? 'No value is expected, and one was read.'
    : 'Another value was read than the expected one.';
}
