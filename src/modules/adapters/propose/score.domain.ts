import type { ProposedTarget } from '../inbound-adapter.domain.js';
import type { Candidate } from './candidate.domain.js';
import { isGeneric, type Named } from './named.domain.js';
import type { Profile } from './profile.domain.js';
import { PROFILES } from './profiles.domain.js';
import type { ValueKind } from './value-kind.domain.js';
import { words } from './word-list.domain.js';

/** How well a path fits a field, and what says so. All but `total` are 0 to 1, or −1 to 1 for `value` and `context`. */
export type Score = {
  readonly total: number;
  readonly name: number;
  readonly value: number;
  readonly context: number;
  /** The words of the name that were recognised. */
  readonly pattern: string | null;
};

const WEIGHTS = { name: 0.6, value: 0.3, context: 1 } as const;
const VETO = 0.12;
/** Words beside a pattern that take nothing from it. */
const NEUTRAL = words(`
  lead contact client case matter intake deal opportunity payme custom field form current new latest primary value label
  display string claimant plaintiff customer person your my the what is flag applicant prospect consumer raw formatted
  please of record object info by and for option text address last question answer potential submission
  entry full referral patient item account tag property claim file project ticket response we should know do does did
  you have has this that be are was were in with any us tell about enter select provide give if so reach can where
  how which electronico eletronico electronique
`);
const FOREIGN = 0.45;
const NOT_WHOLE = 2;
const NONE: ReadonlySet<string> = new Set();
/** From which likeness on a look counts alone. */
const LIKELY = 0.6;
/** What it takes that updates lack the path: remarks and phones often are. */
const MISSING = 0.05;
/** What each level takes: the record itself is seldom buried. */
const DEPTH = 0.02;
/** Of several ids, the one that is called what the object calls itself. */
const OWN_NOUN = 1.1;
const IDENTIFIERS = words('id uuid key number ref token code sid type');
const NAMELESS = words('id uuid number key ref name display title full sid');
type Pattern = { readonly text: string; readonly wanted: readonly string[]; readonly weight: number };

/** By field and first word. */
const PATTERNS = new Map(Object.entries(PROFILES).map(([field, { patterns }]) => [field, byFirstWord(patterns)]));

function byFirstWord(patterns: Profile['patterns']): ReadonlyMap<string, readonly Pattern[]> {
  const found = new Map<string, Pattern[]>();
  for (const [text, weight] of patterns) {
    const wanted = text.split(' ');
    const [first = ''] = wanted;
    found.set(first, [...(found.get(first) ?? []), { text, wanted, weight }]);
  }
  return found;
}

/** Objects that call themselves so are the client, whatever they are to the rest: `sender: { type: 'contact' }`. */
const CLIENTS = words('contact client claimant plaintiff customer lead patient applicant consumer');

const SURELY = words('client claimant plaintiff patient signer customer applicant consumer');

/** Null when the path cannot be the field: its values are of another kind. */
export function scoreOf(field: ProposedTarget, candidate: Candidate): Score | null {
  const profile: Profile = PROFILES[field];
  if (!isPossible(field, candidate.kind)) return null;
  const { weight: name, pattern } = nameScore(field, candidate);
  const value = valueScore(field, candidate.kind);
  const context = contextScore(profile, candidate.named) * doubtOf(field, pattern);
  const total =
    codedScore(field, candidate) +
    WEIGHTS.name * name +
    WEIGHTS.value * value +
    WEIGHTS.context * context +
    routeScore(field, candidate);
  return { total, name, value, context, pattern };
}

type Looks = readonly (readonly [look: keyof ValueKind, weight: number])[];

/** The looks of each field as lists: they are gone through for every path. */
const LOOKS = new Map(
  Object.entries(PROFILES).map(([field, { needs = {}, kinds, alone = {} }]) => [
    field,
    { needs: looksOf(needs), kinds: looksOf(kinds), alone: looksOf(alone) },
  ]),
);

function looksOf(weights: Readonly<Partial<Record<keyof ValueKind, number>>>): Looks {
  return Object.entries(weights) as [keyof ValueKind, number][];
}

function isPossible(field: ProposedTarget, kind: ValueKind): boolean {
  const needs = LOOKS.get(field)?.needs ?? [];
  const { excludes }: Profile = PROFILES[field];
  return needs.every(([look, least]) => kind[look] >= least) && excludes.every((look) => kind[look] <= 0.5);
}

type NameFit = { readonly weight: number; readonly pattern: string | null };

const NO_FIT: NameFit = { weight: 0, pattern: null };

function nameScore(field: ProposedTarget, candidate: Candidate): NameFit {
  const { named } = candidate;
  const [plain, titled] = [fitOf(field, candidate, named.head), fitOf(field, candidate, knownOf(named))];
  return titled.weight > plain.weight ? titled : plain;
}

/** How well the words fit, of which `known` are. */
function fitOf(field: ProposedTarget, { named, kind }: Candidate, known: readonly string[]): NameFit {
  const { foreign = FOREIGN, whole = NONE }: Profile = PROFILES[field];
  const possible = [...new Set(known)].flatMap((word) => PATTERNS.get(field)?.get(word) ?? []);
  const fitting = possible.filter(({ wanted }) => wanted.every((word) => known.includes(word)));
  const fits = fitting.map(({ text, wanted, weight }) => ({
    pattern: text,
    weight:
      weight *
      coverage(known, wanted, whole.has(text) ? NOT_WHOLE : foreign) *
      (named.noun.some((word) => wanted.includes(word)) ? OWN_NOUN : 1),
  }));
  return [...fits, { pattern: null, weight: aloneScore(field, kind, known) }]
    .map((fit) => (isVetoed(field, named.head, fit) ? { ...fit, weight: fit.weight * VETO } : fit))
    .reduce<NameFit>((most, fit) => (fit.weight > most.weight ? fit : most), NO_FIT);
}

/** What an object calls itself helps where its member is only called `id` or `name`. */
function knownOf({ head, noun }: Named): readonly string[] {
  return head.every((word) => NAMELESS.has(word)) ? [...noun, ...head] : head;
}

/** A UUID whose name calls it somebody's id is not anybody's. */
function aloneScore(field: ProposedTarget, kind: ValueKind, known: readonly string[]): number {
  const isNamed = known.some((word) => IDENTIFIERS.has(word));
  const looks = (LOOKS.get(field)?.alone ?? []).filter(([look]) => look !== 'uuid' || !isNamed);
  return looks.reduce((most, [look, weight]) => Math.max(most, kind[look] >= LIKELY ? weight * kind[look] : 0), 0);
}

/** A veto does not hold against a pattern that has one itself. */
function isVetoed(field: ProposedTarget, known: readonly string[], { pattern }: NameFit): boolean {
  const { vetoes } = PROFILES[field];
  const allowed = (pattern ?? '').split(' ').some((word) => vetoes.has(word));
  return !allowed && known.some((word) => vetoes.has(word));
}

/** How much of the name the pattern explains: 1 for all of it. */
function coverage(known: readonly string[], wanted: readonly string[], foreign: number): number {
  const rest = known.filter(
    (word) => !wanted.includes(word) && !NEUTRAL.has(word) && !isGeneric(word) && word.length > 2,
  );
  return wanted.length / (wanted.length + foreign * new Set(rest).size);
}

function valueScore(field: ProposedTarget, kind: ValueKind): number {
  const sum = (LOOKS.get(field)?.kinds ?? []).reduce((total, [look, weight]) => total + weight * kind[look], 0);
  return Math.max(-1, Math.min(1, sum));
}

/** Names of sections count by their nearness; of several words in one name, the strongest. */
function contextScore({ context }: Profile, { head, own, above, noun }: Named): number {
  const isClient = noun.some((word) => CLIENTS.has(word));
  const [object, ...around] = head.length > own.length ? [head.slice(0, -own.length), ...above] : above;
  const weightOf = (tokens: readonly string[] = []): number => strongest(context, sectionIn(tokens));
  // Whoever signs an envelope is the client, whoever sent it is not.
  const far = object?.some((word) => SURELY.has(word)) ? 0.5 : 1;
  const holder = isClient ? Math.max(0, weightOf(object)) : weightOf(object);
  const sections = [holder, ...around.slice(0, 3).map((tokens, at) => weightOf(tokens) * far * (at < 1 ? 1 : 0.6))];
  // A signer's user name is the signer's.
  const all = [weightOf(far < 1 ? own.filter((token) => token !== 'user') : own), ...sections];
  const worst = Math.min(0, weightOf(noun) * 0.6, ...all);
  return (worst < 0 ? worst : Math.max(0, ...all)) - DEPTH * above.length;
}

/** Variables of an agent are what it asked about; contacts that are assigned to a record are its contacts. */
function sectionIn(tokens: readonly string[]): readonly string[] {
  const last = tokens.at(-1) ?? '';
  if (last === 'variable') return [];
  return CLIENTS.has(last) ? tokens.filter((token) => token !== 'assigned') : tokens;
}

/**
 * How much the sections count: `lead_id` is the lead's wherever it stands, and what calls itself ours is ours; where a
 * mere `id` stands is all there is to know of it.
 */
function doubtOf(field: ProposedTarget, pattern: string | null): number {
  if (field === 'LeadId' && pattern?.startsWith('payme')) return 0.25;
  return field === 'ExternalLeadId' && pattern?.includes(' ') ? 0.5 : 1;
}

function strongest(context: ReadonlyMap<string, number>, tokens: readonly string[]): number {
  const weights = tokens.map((token) => context.get(token) ?? 0);
  return weights.reduce((most, weight) => (Math.abs(weight) > Math.abs(most) ? weight : most), 0);
}

/** Of a status and its code the words count. */
const CODED = -0.06;
const CODES = words('code key slug number');
const IN_WORDS = new Set<ProposedTarget>(['Status', 'SubStatus', 'Message']);

function codedScore(field: ProposedTarget, { named }: Candidate): number {
  return IN_WORDS.has(field) && CODES.has(named.own.at(-1) ?? '') ? CODED : 0;
}

const ROUTES: Readonly<Record<Candidate['route'], number>> = {
  ...{ plain: 0, labelled: 0, flagged: 0.06, guarded: 0.02, latest: 0.02, first: -0.02, any: -0.12, joined: -0.04 },
};
/** Of several choices every one counts. */
const JOINED_SUB_STATUS = 0.04;
/** The `id` of a list's element is that of a field or a part, seldom that of the record. */
const ID_OF_ELEMENT = -0.12;
const PARTS_OF_LISTS = new Set<Candidate['route']>(['labelled', 'first', 'any']);

function routeScore(field: ProposedTarget, { route, filled }: Candidate): number {
  return (routeOf(field, route) ?? ROUTES[route]) - MISSING * (1 - filled);
}

function routeOf(field: ProposedTarget, route: Candidate['route']): number | null {
  if (field === 'SubStatus' && route === 'joined') return JOINED_SUB_STATUS;
  return field === 'ExternalLeadId' && PARTS_OF_LISTS.has(route) ? ID_OF_ELEMENT : null;
}
