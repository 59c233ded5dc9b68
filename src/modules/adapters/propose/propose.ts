import { setImmediate as breath } from 'node:timers/promises';
import { DomainError } from '../../../kernel/domain-error.js';
import { readWith } from '../adapter-reading.domain.js';
import { compileAdapter } from '../compiled-adapter.domain.js';
import { formatOf } from '../decode.domain.js';
import { decodeBody } from '../decode-body.js';
import type { InboundAdapter, Target } from '../inbound-adapter.domain.js';
import type { Warning } from '../reading.domain.js';
import { FIELDS } from '../standard-format.domain.js';
import { type Candidate, candidatesIn } from './candidate.domain.js';
import { choose } from './choose.domain.js';
import { compositesOf } from './composites.domain.js';
import { type Band, verdictOf } from './confidence.domain.js';
import { type Decided, type Decoding, draftOf } from './draft.domain.js';
import { type DeliveredLead, echoIn, keysIn, type LeadKeys } from './echo.domain.js';
import { reasonOf } from './evidence.domain.js';
import { type Found, flatten } from './flatten.domain.js';
import { WHOLE } from './place.domain.js';
import { type CanonicalWords, type StatusSuggestion, suggestStatuses } from './suggest-statuses.domain.js';
import { titlesIn } from './titles.domain.js';
import { batchIn, embeddedJson, type Unit, unitsOf } from './units.domain.js';

/** A body as a partner sent it. */
export type Sample = { readonly contentType?: string | undefined; readonly body: Buffer };

/** Finds the leads that were delivered to this partner, test leads included, by any of the keys. */
export type FindDelivered = (keys: LeadKeys) => Promise<readonly DeliveredLead[]>;

export type ProposeOptions = {
  /** ISO 3166, two letters. */
  readonly defaultRegion?: string;
  /** Raw statuses that the partner says it has. */
  readonly statuses?: readonly string[];
  /** The canonical statuses with the raw ones that stand for them by default. */
  readonly canonical?: readonly CanonicalWords[];
  readonly findDelivered?: FindDelivered;
};

export type ProposedField = {
  readonly field: Target;
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

type Decoded = { readonly tree: unknown } | { readonly refusal: Warning };

/** Drafts an adapter from one to five samples. Same samples and leads, same draft; nothing of it goes live by itself. */
export async function propose(samples: readonly Sample[], options: ProposeOptions = {}): Promise<Proposal> {
  const region = options.defaultRegion ?? REGION;
  const { decoding, decoded } = await decode(samples);
  const { candidates, secret } = await candidatesOf(treesIn(decoded), decoding.forEach, region);
  const delivered = (await options.findDelivered?.(keysIn(candidates, region))) ?? [];
  await breath();
  const choices = choose(candidates, echoIn(candidates, delivered, region));
  const decided = choices.map((choice): Decided => ({ choice, verdict: verdictOf(choice) }));
  const adapter = draftOf(decoding, decided, region);
  const read = readAll(adapter, decoded, region);
  const raws = [...rawStatusesOf(read), ...(options.statuses ?? [])];
  return {
    adapter,
    fields: decided.map(fieldOf),
    samples: read,
    statuses: suggestStatuses(raws, options.canonical ?? []),
    warnings: secret.map((path) => ({
      code: 'sensitive_member',
      message: `${path} is left out: it looks like an identity, card or access number.`,
    })),
  };
}

async function decode(samples: readonly Sample[]): Promise<{ decoding: Decoding; decoded: readonly Decoded[] }> {
  const outer = new Set(treesIn(await decodeAll(samples, [])).flatMap(embeddedJson));
  const inner = treesIn(outer.size > 0 ? await decodeAll(samples, [...outer]) : []).flatMap(embeddedJson);
  const parseJson = [...new Set([...outer, ...inner])];
  const decoded = await decodeAll(samples, parseJson);
  const [forEach = null] = treesIn(decoded)
    .map(batchIn)
    .filter((list) => list !== null);
  return { decoding: { format: formatIn(samples), parseJson, forEach }, decoded };
}

async function decodeAll(samples: readonly Sample[], parseJson: readonly string[]): Promise<readonly Decoded[]> {
  const decoded: Decoded[] = [];
  for (const sample of samples) decoded.push(await decodedWith(sample, parseJson));
  return decoded;
}

function treesIn(decoded: readonly Decoded[]): unknown[] {
  return decoded.flatMap((one) => ('tree' in one ? [one.tree] : []));
}

async function decodedWith({ body, contentType }: Sample, parseJson: readonly string[]): Promise<Decoded> {
  await breath();
  try {
    const { tree } = await decodeBody({ format: 'auto', parseJson }, body, contentType);
    return { tree };
  } catch (error) {
    if (error instanceof DomainError) return { refusal: { code: error.code, message: error.message } };
    throw error;
  }
}

function formatIn(samples: readonly Sample[]): Decoding['format'] {
  const formats = new Set(samples.map(({ contentType, body }) => formatOf(contentType, body)));
  const [format] = formats;
  if (formats.size !== 1 || !format) return 'auto';
  return format === 'multipart' ? 'form' : format;
}

async function candidatesOf(trees: readonly unknown[], forEach: string | null, region: string) {
  const updates: (readonly Found[])[] = [];
  for (const tree of trees) {
    await breath();
    const titles = titlesIn(tree);
    for (const unit of unitsOf(tree, forEach)) updates.push(foundIn(unit, forEach, titles));
  }
  await breath();
  const { candidates, secret } = candidatesIn(updates, region);
  const all: readonly Candidate[] = [...candidates, ...compositesOf(candidates, region)];
  return { candidates: all, secret };
}

/** What one update's expressions can see: the whole body, or an element with what all elements share. */
function foundIn(
  { item, shared }: Unit,
  forEach: string | null,
  titles: ReadonlyMap<string, string>,
): readonly Found[] {
  if (forEach === null) return flatten(item, WHOLE, titles);
  const own = flatten(item, { ...WHOLE, head: 'item' }, titles);
  return [...own, ...flatten(shared, { ...WHOLE, head: 'body' }, titles)];
}

function readAll(adapter: InboundAdapter, decoded: readonly Decoded[], region: string): readonly ReadSample[] {
  const compiled = compileAdapter(adapter);
  return decoded.map((one) => {
    if ('refusal' in one) return { results: [], warnings: [one.refusal] };
    const updates = readWith(compiled, one.tree, { phoneRegion: region });
    const results = updates.filter(({ ignored }) => ignored === null).map(({ fields }) => updateOf(fields));
    return { results, warnings: updates.flatMap(({ warnings }) => warnings) };
  });
}

function updateOf(fields: Readonly<Record<Target, string | null>>): ProposedUpdate {
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
