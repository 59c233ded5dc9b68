import { isVersioned, versionRelations, withNewestFacts } from './case-payment-state.domain.js';
import { type Cell, chosenFrom, type ExceptionCode, type Relation, readCell } from './cell.domain.js';
import {
  amountRelation,
  changedFacts,
  type Facts,
  hasGap,
  joinFacts,
  type PaymentState,
  type ProviderEvent,
} from './payment-state.domain.js';
import { type Kind, MACHINES } from './state-tables.domain.js';

/** What an event did: `reported` was told without proof and waits for the provider's own word. */
export type Outcome = 'applied' | 'facts' | 'duplicate' | 'stale' | 'verifying' | 'quarantined' | 'reported';

export type Applied = {
  readonly state: PaymentState;
  readonly outcome: Outcome;
  /** Why, for what was not applied. */
  readonly reason: string | null;
  /** The provider, or a person, is to be asked at once. */
  readonly asks: boolean;
  /** As `asks`, where the account wants even what is proven to be confirmed. */
  readonly unconfirmed: boolean;
  /** Somebody is called. */
  readonly pages: boolean;
};

const OUTCOMES = {
  apply: 'applied',
  facts: 'facts',
  duplicate: 'duplicate',
  stale: 'stale',
  verify: 'verifying',
  verify_if_newer: 'verifying',
  quarantine: 'quarantined',
} as const satisfies Record<Cell['action'], Outcome>;

const QUARANTINE: Cell = readCell('Q unknown_status');
const CHANGED: Cell = readCell('VP conflict');
const FLAWED: Cell = readCell('V');
const PROGRESS: Cell = readCell('F');
/** One transaction may pay an address twice. */
const OTHER_AMOUNT: Cell = readCell('V conflict');

/**
 * What an object's state becomes with one more event. Status is a join: it only rises, and facts only grow, so the order
 * in which events come does not matter, nor how often.
 */
export function applyEvent(state: PaymentState, event: ProviderEvent): Applied {
  if (!event.verified) return reported(state, event);
  const cell = timed(cellFor(state, event), state, event);
  const seen = seenWith(state, event, cell);
  const status = cell.action === 'apply' ? reached(event) : state.status;
  const facts = factsAfter(cell, state, event);
  const grown: PaymentState = {
    ...state,
    status,
    seen,
    facts,
    exceptions: exceptionsOf(state, event, { cell, status, seen }),
    frozen: state.frozen || cell.action === 'verify',
    newestAt: newest(state, event),
    accepted: isNews(cell, state, { status, facts }) ? [] : state.accepted,
  };
  const isolated = cell.action === 'quarantine' || cell === CHANGED || event.flaws.length > 0;
  const next = isVersioned(event) ? withNewestFacts(grown, state, event, { cell, isolated }) : grown;
  const asks = cell.action === 'verify' || cell.exceptions.includes('gap');
  const { unconfirmed, pages } = cell;
  return { state: next, outcome: OUTCOMES[cell.action], reason: reasonOf(cell, event), asks, unconfirmed, pages };
}

function reached({ kind, status }: ProviderEvent): string | null {
  return MACHINES[kind].becomes?.[status ?? ''] ?? status;
}

/** Whoever has the key may have written it; nothing is believed before the provider says the same. */
function reported(state: PaymentState, event: ProviderEvent): Applied {
  if (isConfirmed(state, event))
    return { state, outcome: 'duplicate', reason: null, asks: false, unconfirmed: false, pages: false };
  const exceptions = withAll(state.exceptions, ['unverified', ...event.flaws]);
  const next = { ...state, exceptions, reported: further(event.kind, state.reported, event.status ?? event.rawStatus) };
  const pages = rowOf(state, event) === 'unknown' && state.reported === null;
  return { state: next, outcome: 'reported', reason: 'unverified', asks: true, unconfirmed: true, pages };
}

/** A report that says less than another takes nothing away from it. */
function further(kind: Kind, one: string | null, other: string | null): string | null {
  const rank = (told: string | null) => (told === null ? -2 : MACHINES[kind].ranks.indexOf(told));
  return rank(other) >= rank(one) ? other : one;
}

function isConfirmed(state: PaymentState, { status, facts, flaws }: ProviderEvent): boolean {
  if (state.confirmed === null || status !== state.status || flaws.length > 0) return false;
  return amountRelation(state.facts, facts) === 'equal';
}

/** Money that leaves and that nobody here knows of calls somebody, however little its webhook makes sense. */
function cellFor(state: PaymentState, event: ProviderEvent): Cell {
  const cell = toldCell(state, event);
  return rowOf(state, event) === 'unknown'
    ? { ...cell, pages: true, exceptions: [...cell.exceptions, 'unlinked'] }
    : cell;
}

function toldCell(state: PaymentState, event: ProviderEvent): Cell {
  const { table } = MACHINES[event.kind];
  if (event.status === null) return QUARANTINE;
  if (event.flaws.length > 0) return { ...FLAWED, exceptions: event.flaws };
  if (changedFacts(event.kind, state.facts, event.facts).length > 0) return CHANGED;
  if (event.progress) return PROGRESS;
  if (isOtherDeposit(state.facts, event)) return OTHER_AMOUNT;
  const written = table[rowOf(state, event)]?.[event.status];
  return written === undefined ? QUARANTINE : chosenFrom(written, relationsOf(state, event));
}

function isOtherDeposit({ filled }: Facts, { kind, facts }: ProviderEvent): boolean {
  if (kind !== 'paidlys_deposit' || filled === undefined || facts.filled === undefined) return false;
  return filled !== facts.filled;
}

/** What a person took for ours is known, whatever its address. */
function rowOf({ status, accepted }: PaymentState, { kind, known }: ProviderEvent): string {
  if (status !== null) return status;
  const isKnown = known || accepted.includes('unlinked');
  return MACHINES[kind].table['unknown'] && !isKnown ? 'unknown' : 'none';
}

/** `equal` also stands for a hash that is the same as the one known, or not there. */
function relationsOf(state: PaymentState, event: ProviderEvent): Relation[] {
  const { newestAt, facts } = state;
  if (isVersioned(event)) return versionRelations(state, event);
  if (event.kind !== 'paidlys_withdrawal')
    return [...timeRelation(newestAt, event), amountRelation(facts, event.facts)];
  return [facts.txHash === undefined || facts.txHash === event.facts.txHash ? 'equal' : 'up'];
}

function timeRelation(newestAt: string | null, { at }: ProviderEvent): Relation[] {
  const time = newestAt === null || at === null ? 0 : at.getTime() - Date.parse(newestAt);
  if (time === 0) return [];
  return [time < 0 ? 'older' : 'newer'];
}

/** An event that is not newer than what is known is stale; the provider is only asked about one that is. */
function timed(cell: Cell, state: PaymentState, { at }: ProviderEvent): Cell {
  if (cell.action !== 'verify_if_newer') return cell;
  const isNewer = at !== null && state.newestAt !== null && at.getTime() > Date.parse(state.newestAt);
  return { ...cell, action: isNewer ? 'verify' : 'stale' };
}

/** What a person accepted is what was known then: more money, or another contradiction, waits for its own decision. */
function isNews({ action }: Cell, before: PaymentState, after: Pick<PaymentState, 'status' | 'facts'>): boolean {
  const { filled, filledUsd } = after.facts;
  const isMore = filled !== before.facts.filled || filledUsd !== before.facts.filledUsd;
  return action === 'verify' || isMore || after.status !== before.status;
}

function seenWith(state: PaymentState, { status, progress }: ProviderEvent, { action }: Cell): readonly string[] {
  if (status === null || progress || action === 'quarantine' || state.seen.includes(status)) return state.seen;
  return [...state.seen, status].sort();
}

/** What contradicts changes nothing, but a hash is evidence; of an object that nobody knows yet it is all there is to show. */
function factsAfter({ action }: Cell, { status, facts }: PaymentState, event: ProviderEvent): Facts {
  if (action === 'quarantine') return facts;
  if (event.progress) return joinFacts(facts, withoutMoney(event.facts));
  if (action !== 'verify' || status === null) return joinFacts(facts, event.facts);
  const { txHash } = event.facts;
  return txHash === undefined ? facts : joinFacts(facts, { txHash });
}

/** Until its transaction is confirmed, money has not come. */
function withoutMoney({ filled: _, filledUsd: __, ...others }: Facts): Facts {
  return others;
}

type Step = { readonly cell: Cell; readonly status: string | null; readonly seen: readonly string[] };

function exceptionsOf(state: PaymentState, event: ProviderEvent, { cell, status, seen }: Step): ExceptionCode[] {
  const gap = hasGap(event.kind, status, seen);
  const released = state.status === 'frozen' && status !== 'frozen';
  const kept = withAll(state.exceptions, cell.exceptions).filter(
    (code) => code !== 'gap' && !(released && code === 'frozen'),
  );
  return withAll(kept, gap ? ['gap'] : []);
}

function withAll(some: readonly ExceptionCode[], more: readonly ExceptionCode[]): ExceptionCode[] {
  return [...new Set([...some, ...more])].sort();
}

function newest({ newestAt }: PaymentState, { at }: ProviderEvent): string | null {
  if (at === null) return newestAt;
  const time = at.toISOString();
  return newestAt !== null && newestAt > time ? newestAt : time;
}

function reasonOf(cell: Cell, { status }: ProviderEvent): string | null {
  if (status === null) return 'unknown_status';
  return cell.exceptions.find((code) => code !== 'gap') ?? null;
}
