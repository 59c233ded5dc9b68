import { statusKey } from '../../../kernel/status-key.js';
import { compileExpression } from '../expression.domain.js';
import { PROPOSED_TARGETS, type ProposedTarget } from '../inbound-adapter.domain.js';
import { assign } from './assignment.domain.js';
import { leastOf } from './calibration.domain.js';
import type { Candidate } from './candidate.domain.js';
import type { Echo } from './echo.domain.js';
import { type Anchor, nearness } from './nearness.domain.js';
import { PROFILES } from './profiles.domain.js';
import { type Score, scoreOf } from './score.domain.js';
import { words } from './word-list.domain.js';

/** A path with its fit for one field. */
export type Rated = {
  readonly candidate: Candidate;
  readonly score: Score;
  readonly echoed: boolean;
  readonly catalogued: boolean;
};

/** What was chosen for a field, and what came close. */
export type Choice = {
  readonly field: ProposedTarget;
  readonly chosen: Rated | null;
  /** The next best path with another value. */
  readonly runnerUp: Rated | null;
  /** Every path that fits at all, the best first. */
  readonly rated: readonly Rated[];
};

const MOST_RATED = 12;
const LEAST = 0.3;
const ECHO = 1;
const CATALOGUED = 0.15;
const CONSTANT = -0.35;
const SPELLED_OUT = -0.15;
const LONE = 0.25;
const RECORDS_OWN = 0.6;
/** Words of ids that are neither ours nor the record's, but for those that call us the partner's source. */
const OURS = words('external third vendor affiliate source field payme');
const OTHERS = new Set(
  [...PROFILES.LeadId.vetoes, ...PROFILES.ExternalLeadId.vetoes].filter((word) => !OURS.has(word)),
);
const MOST_ROUNDS = 6;

/** Fields that two leads do not share. */
const OF_ONE_LEAD = new Set<ProposedTarget>([
  ...(['LeadId', 'ExternalLeadId', 'EventId', 'ContactPhone', 'ContactEmail', 'ContactName'] as const),
]);

/** Fields that people read. */
const IN_WORDS = new Set<ProposedTarget>(['Status', 'SubStatus']);

/** A field, and those it must not repeat: the same words twice tell nothing new. */
const REPEATS: readonly (readonly [ProposedTarget, ...ProposedTarget[]])[] = [
  ['SubStatus', 'Status'],
  ['Message', 'Status', 'SubStatus'],
  ['ExternalLeadId', 'LeadId'],
  ['EventId', 'ExternalLeadId', 'LeadId'],
  ['LawFirm', 'CaseCode', 'ContactName'],
];

/** What says more of a path than itself. */
export type Beside = {
  readonly echo: Echo;
  readonly constants: ReadonlySet<Candidate>;
  /** Paths beside which the same is said in words. */
  readonly spelledOut: ReadonlySet<Candidate>;
  /** Paths with the only UUID of all. */
  readonly loneUuids: ReadonlySet<Candidate>;
  /** Paths that name cases of the catalogue. */
  readonly cases: ReadonlySet<Candidate>;
  readonly anchor: Anchor | null;
};

/** The best one-to-one choice of paths, of which no two say the same. `rows` are the rated paths of each target, in order. */
export function choose(rows: Rows): readonly Choice[] {
  return withoutRepeats(rows, MOST_ROUNDS);
}

export type Rows = readonly (readonly Rated[])[];

/** What repeats another field is taken from the running, and everything is chosen again. */
function withoutRepeats(rows: Rows, rounds: number): readonly Choice[] {
  const choices = chosenFrom(rows);
  const chosenFor = (field: ProposedTarget): Rated | null =>
    choices.find((choice) => choice.field === field)?.chosen ?? null;
  const repeats = REPEATS.flatMap(([field, ...others]) => {
    const chosen = chosenFor(field);
    const repeated = others.some((other) => chosen !== null && sameMeaning(chosen, chosenFor(other)));
    return repeated && chosen !== null ? [{ field, chosen }] : [];
  });
  if (repeats.length === 0 || rounds === 0) return choices;
  const isRepeat = (field: ProposedTarget, rated: Rated): boolean =>
    repeats.some((repeat) => repeat.field === field && repeat.chosen === rated);
  const rest = rows.map((row, at) => row.filter((rated) => !isRepeat(PROPOSED_TARGETS[at] ?? 'Status', rated)));
  return withoutRepeats(rest, rounds - 1);
}

function chosenFrom(rows: Rows): readonly Choice[] {
  const columns = [...new Set(rows.flatMap((row) => row.map(({ candidate }) => candidate)))];
  const columnOf = new Map(columns.map((candidate, at) => [candidate, at]));
  const gains = rows.map((row, at) => {
    const gain = new Array<number>(columns.length).fill(0);
    for (const { candidate, score } of row)
      gain[columnOf.get(candidate) ?? 0] = score.total - leastOf(PROPOSED_TARGETS[at] ?? 'Status');
    return gain;
  });
  const taken = assign(gains);
  return PROPOSED_TARGETS.map((field, at) => choiceOf(field, rows[at] ?? [], columns[taken[at] ?? -1] ?? null));
}

/** Whether the two hold the same in every update that has both, spelling aside. */
function sameMeaning(one: Rated, other: Rated | null): boolean {
  const pairs = one.candidate.values.map((value, at) => [value, other?.candidate.values[at]] as const);
  const both = pairs.filter(([a, b]) => a !== undefined && b !== undefined);
  return both.length > 0 && both.every(([a, b]) => statusKey(String(a)) === statusKey(String(b)));
}

/** How well a path fits a field; null where it hardly does. */
export function ratedFor(field: ProposedTarget, candidate: Candidate, beside: Beside): Rated | null {
  const score = scoreOf(field, candidate);
  if (score === null) return null;
  const echoed = beside.echo.get(field)?.has(candidate.expression) ?? false;
  const catalogued = field === 'CaseCode' && beside.cases.has(candidate);
  const near = beside.anchor === null ? 0 : nearness(field, candidate, beside.anchor);
  const known = (echoed ? ECHO : 0) + (catalogued ? CATALOGUED : 0);
  const total =
    score.total + near + known + against(field, candidate, beside) + lonely(field, candidate, score, beside);
  return total > LEAST ? { candidate, score: { ...score, total }, echoed, catalogued } : null;
}

/** The paths that fit a field, the best first. */
export function ranked(rated: readonly (Rated | null)[]): readonly Rated[] {
  return (
    rated
      .filter((one) => one !== null)
      .sort((one, other) => other.score.total - one.score.total || byPath(one, other))
      .slice(0, MOST_RATED)
      // A deep path may be more than an adapter takes.
      .filter(({ candidate }) => compileExpression(candidate.expression).ok)
  );
}

/** The only UUID is likely ours, unless its name makes it the record's own or something else's. */
function lonely(field: ProposedTarget, candidate: Candidate, score: Score, { loneUuids }: Beside): number {
  if (field !== 'LeadId' || score.pattern !== null || !loneUuids.has(candidate)) return 0;
  const isOthers = candidate.named.head.some((word) => OTHERS.has(word));
  const asOwn = scoreOf('ExternalLeadId', candidate)?.name ?? 0;
  return isOthers || asOwn > RECORDS_OWN ? 0 : LONE;
}

/** What other paths say against this one. */
function against(field: ProposedTarget, candidate: Candidate, { constants, spelledOut }: Beside): number {
  const constant = OF_ONE_LEAD.has(field) && constants.has(candidate) ? CONSTANT : 0;
  const coded = IN_WORDS.has(field) && spelledOut.has(candidate) ? SPELLED_OUT : 0;
  return constant + coded;
}

/** Whatever the order of members: a tie goes to the path that sorts first. */
function byPath(one: Rated, other: Rated): number {
  const [a, b] = [one.candidate.expression, other.candidate.expression];
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : Number(a > b);
}

function choiceOf(field: ProposedTarget, rated: readonly Rated[], candidate: Candidate | null): Choice {
  const chosen = rated.find((one) => one.candidate === candidate) ?? null;
  const others = rated.filter((one) => one !== chosen && !sameValues(one.candidate, candidate));
  return { field, chosen, runnerUp: others[0] ?? null, rated };
}

function sameValues(one: Candidate, other: Candidate | null): boolean {
  return other !== null && one.values.every((value, at) => String(value).trim() === String(other.values[at]).trim());
}
