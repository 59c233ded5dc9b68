import type { Issue } from '../../kernel/domain-error.js';
import { hasKey, writtenKey } from '../../kernel/status-key.js';

export type StatusMapEntry = {
  readonly statusKey: string;
  readonly rawStatus: string;
  readonly canonical: string | null;
};
type ReadMap = {
  readonly entries: readonly StatusMapEntry[];
  readonly malformed: readonly Issue[];
  readonly unknown: readonly Issue[];
};

const MOST_ENTRIES = 2_000;
const LONGEST_RAW = 200;
/** Cannot be stored as text. */
const NUL = '\0';

/**
 * Reads `{raw: canonical or null}`; a raw status may be written `Status | Sub-status`. `malformed` is what has the wrong
 * shape or contradicts itself, `unknown` what names a canonical status that is not in `codes`. With an issue of either
 * kind nothing is to be saved.
 */
export function readStatusMap(map: unknown, codes: ReadonlySet<string>): ReadMap {
  const given = entriesOf(map);
  const malformed = given === null ? [notAMap()] : given.flatMap(([raw, canonical]) => shapeIssues(raw, canonical));
  if (given === null || malformed.length > 0) return { entries: [], malformed, unknown: [] };
  const read = given.map(([raw, canonical]) => ({
    statusKey: writtenKey(raw),
    rawStatus: raw.trim(),
    canonical: canonical as string | null,
  }));
  const byKey = new Map(read.map((entry) => [entry.statusKey, entry]));
  const contradictions = read.filter(({ statusKey, canonical }) => byKey.get(statusKey)?.canonical !== canonical);
  const entries = [...byKey.values()];
  return {
    entries,
    malformed: contradictions.map(contradiction),
    unknown: entries.flatMap((entry) => unknownOf(entry, codes)),
  };
}

function entriesOf(map: unknown): [string, unknown][] | null {
  if (typeof map !== 'object' || map === null || Array.isArray(map)) return null;
  const entries = Object.entries(map);
  return entries.length > MOST_ENTRIES ? null : entries;
}

function shapeIssues(path: string, canonical: unknown): Issue[] {
  if (!hasKey(path) || path.length > LONGEST_RAW || path.includes(NUL)) {
    return [{ path, message: `A raw status has a letter or a digit, and at most ${LONGEST_RAW} characters.` }];
  }
  if (canonical === null || typeof canonical === 'string') return [];
  return [{ path, message: 'A raw status stands for the code of a canonical status, or null.' }];
}

function contradiction({ rawStatus }: StatusMapEntry): Issue {
  return { path: rawStatus, message: 'Another spelling of this raw status stands for something else.' };
}

function unknownOf({ rawStatus, canonical }: StatusMapEntry, codes: ReadonlySet<string>): Issue[] {
  if (canonical === null || codes.has(canonical)) return [];
  return [
    { path: rawStatus, message: `There is no active canonical status ${JSON.stringify(canonical.slice(0, 63))}.` },
  ];
}

function notAMap(): Issue {
  return {
    path: '',
    message: `Send an object of at most ${MOST_ENTRIES} raw statuses, each with a canonical status or null.`,
  };
}
