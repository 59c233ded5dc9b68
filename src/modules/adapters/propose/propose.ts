import { readWith } from '../adapter-reading.domain.js';
import { compileAdapter } from '../compiled-adapter.domain.js';
import { type InboundAdapter, PROPOSED_TARGETS, type ProposedTarget } from '../inbound-adapter.domain.js';
import type { Warning } from '../reading.domain.js';
import { FIELDS } from '../standard-format.domain.js';
import { assumptionsIn } from './assumptions.domain.js';
import { type Candidate, candidateOf, sharedPaths } from './candidate.domain.js';
import { type Beside, type Choice, choose, type Rated, ranked, ratedFor } from './choose.domain.js';
import { compositesOf } from './composites.domain.js';
import { type Band, verdictOf } from './confidence.domain.js';
import { constantsAmong } from './constants.domain.js';
import { type Decoded, decodeSamples, type Sample, treesIn } from './decode-samples.js';
import { type Decided, draftOf } from './draft.domain.js';
import { type DeliveredLead, type Echo, echoIn, keysIn, type LeadKeys, legible, NO_ECHO } from './echo.domain.js';
import { reasonOf } from './evidence.domain.js';
import { type Found, flatten } from './flatten.domain.js';
import { inTurns } from './in-turns.js';
import { type KnownCase, knownCasesAmong } from './known-cases.domain.js';
import { loneUuidsAmong } from './lone-uuid.domain.js';
import { anchorOf } from './nearness.domain.js';
import { WHOLE } from './place.domain.js';
import { spelledOutAmong } from './spelled-out.domain.js';
import { type CanonicalWords, type StatusSuggestion, suggestStatuses } from './suggest-statuses.domain.js';
import { titlesAmong, titlesIn } from './titles.domain.js';
import { forgetNames } from './tokens.domain.js';
import { type Batch, type Unit, unitsOf } from './units.domain.js';

/** Finds the leads that were delivered to this partner, test leads included, by any of the keys. */
export type FindDelivered = (keys: LeadKeys) => Promise<readonly DeliveredLead[]>;

export type ProposeOptions = {
  /** ISO 3166, two letters. */
  readonly defaultRegion?: string;
  /** Raw statuses that the partner says it has. */
  readonly statuses?: readonly string[];
  /** The canonical statuses with the raw ones that stand for them by default. */
  readonly canonical?: readonly CanonicalWords[];
  /** The mass torts of the catalogue. */
  readonly cases?: readonly KnownCase[];
  readonly findDelivered?: FindDelivered;
};

export type ProposedField = {
  readonly field: ProposedTarget;
  readonly expression: string | null;
  /** 0 to 1 */
  readonly confidence: number;
  readonly band: Band;
  readonly reason: string;
};
/** The nine fields of the standard format and SubStatus. */
export type ProposedUpdate = Readonly<Record<(typeof FIELDS)[number] | 'SubStatus', string | null>>;
export type ReadSample = { readonly results: readonly ProposedUpdate[]; readonly warnings: readonly Warning[] };

export type Proposal = {
  readonly adapter: InboundAdapter;
  readonly fields: readonly ProposedField[];
  readonly samples: readonly ReadSample[];
  readonly statuses: readonly StatusSuggestion[];
  readonly warnings: readonly Warning[];
};

const REGION = 'US';
/** Of how many updates the values are looked at; of large bodies fewer, since looking is what takes time. */
const MOST_LOOKED_AT = 8;
const MANY_PATHS = 2_000;

/** Drafts an adapter from one to five samples. Same samples and leads, same draft; nothing of it goes live by itself. */
export async function propose(samples: readonly Sample[], options: ProposeOptions = {}): Promise<Proposal> {
  try {
    return await proposal(samples, options);
  } finally {
    forgetNames();
  }
}

async function proposal(samples: readonly Sample[], options: ProposeOptions): Promise<Proposal> {
  const region = options.defaultRegion ?? REGION;
  const { decoding, decoded } = await decodeSamples(samples);
  const { candidates, secret } = await candidatesOf(treesIn(decoded), decoding.batch, region);
  const echo = options.findDelivered ? await echoOf(candidates, options.findDelivered, region) : NO_ECHO;
  const choices = await choicesFrom(candidates, echo, options.cases ?? []);
  const decided = choices.map((choice): Decided => ({ choice, verdict: verdictOf(choice, choices) }));
  const adapter = draftOf(decoding, decided, region);
  const read = await readAll(adapter, decoded, region);
  const raws = [...rawStatusesOf(read), ...(options.statuses ?? [])];
  return {
    adapter,
    fields: decided.map(fieldOf),
    samples: read,
    statuses: suggestStatuses(raws, options.canonical ?? []),
    warnings: [...secret.map(sensitiveWarning), ...assumptionsIn(decided, region)],
  };
}

async function candidatesOf(trees: readonly unknown[], batch: Batch | null, region: string) {
  const updates: (readonly Found[])[] = [];
  for (const tree of trees) {
    const titles = titlesAmong(await inTurns(titlesIn(tree), (some) => some));
    for (const unit of unitsOf(tree, batch))
      updates.push(await inTurns(foundIn(unit, batch, titles), (found) => found));
  }
  const { paths, secret } = sharedPaths(updates);
  const looked = Math.max(1, Math.min(MOST_LOOKED_AT, Math.floor(MANY_PATHS / paths.length)));
  const candidates = await inTurns(paths, (path) => candidateOf(path, region, looked));
  return { candidates: [...candidates, ...compositesOf(candidates, region)], secret };
}

/** What one update's expressions can see: the whole body, or an element with what all elements share. */
function* foundIn({ item, shared }: Unit, batch: Batch | null, titles: ReadonlyMap<string, string>): Iterable<Found> {
  if (batch === null) return yield* flatten(item, WHOLE, titles);
  yield* flatten(item, { ...WHOLE, head: 'item' }, titles);
  yield* flatten(shared, { ...WHOLE, head: 'body' }, titles);
}

async function echoOf(candidates: readonly Candidate[], find: FindDelivered, region: string): Promise<Echo> {
  const paths = await inTurns(candidates, (candidate) => legible(candidate, region));
  return echoIn(paths, await find(keysIn(paths)));
}

async function choicesFrom(
  candidates: readonly Candidate[],
  echo: Echo,
  known: readonly KnownCase[],
): Promise<readonly Choice[]> {
  const beside = {
    echo,
    constants: constantsAmong(candidates),
    loneUuids: loneUuidsAmong(candidates),
    spelledOut: spelledOutAmong(candidates),
    cases: knownCasesAmong(candidates, known),
  };
  const anchor = anchorOf(await rankedFor('Status', candidates, { ...beside, anchor: null }));
  const rows: (readonly Rated[])[] = [];
  for (const field of PROPOSED_TARGETS) rows.push(await rankedFor(field, candidates, { ...beside, anchor }));
  return choose(rows);
}

async function rankedFor(field: ProposedTarget, candidates: readonly Candidate[], beside: Beside) {
  return ranked(await inTurns(candidates, (candidate) => ratedFor(field, candidate, beside)));
}

async function readAll(adapter: InboundAdapter, decoded: readonly Decoded[], region: string): Promise<ReadSample[]> {
  const compiled = compileAdapter(adapter);
  return inTurns(
    decoded,
    (one) => {
      if ('refusal' in one) return { results: [], warnings: [one.refusal] };
      const updates = readWith(compiled, one.tree, { phoneRegion: region });
      const results = updates.filter(({ ignored }) => ignored === null).map(({ fields }) => updateOf(fields));
      return { results, warnings: updates.flatMap(({ warnings }) => warnings) };
    },
    1,
  );
}

function updateOf(fields: Readonly<Record<ProposedTarget, string | null>>): ProposedUpdate {
  const members = [...FIELDS, 'SubStatus' as const].map((field) => [field, fields[field]]);
  return Object.fromEntries(members) as ProposedUpdate;
}

function rawStatusesOf(read: readonly ReadSample[]): string[] {
  return read.flatMap(({ results }) =>
    results.flatMap(({ Status, SubStatus }) => {
      if (Status === null) return [];
      return [SubStatus === null ? Status : `${Status} | ${SubStatus}`];
    }),
  );
}

function fieldOf({ choice, verdict }: Decided): ProposedField {
  const { field, chosen } = choice;
  const { confidence, band } = verdict;
  const expression = band === 'not_found' ? null : (chosen?.candidate.expression ?? null);
  return { field, expression, confidence: Math.round(confidence * 100) / 100, band, reason: reasonOf(choice, band) };
}

function sensitiveWarning(path: string): Warning {
  const message = `${path} is left out: it looks like an identity, bank, card or access number.`;
  return { code: 'sensitive_member', message };
}
