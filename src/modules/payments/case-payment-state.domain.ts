import { compare, plus, ZERO } from '../../kernel/money.js';
import { takeNewest } from '../../kernel/newest.js';
import type { Cell, ExceptionCode, Relation } from './cell.domain.js';
import { type Facts, hasGap, type PaymentState, type ProviderEvent } from './payment-state.domain.js';

/** An event of an object whose provider tells its versions. */
export type VersionedEvent = ProviderEvent & { readonly version: string };

export function isVersioned(event: ProviderEvent): event is VersionedEvent {
  return event.version !== undefined;
}

/** How the event stands to what contradicts it: a completion to the deletion, a deletion to the completion, a change to what was paid. */
export function versionRelations({ facts, versions = {} }: PaymentState, event: VersionedEvent): Relation[] {
  if (event.status === 'updated') return [changesPaid(facts, versions, event) ? 'up' : 'equal'];
  const other = versions[toldAs(event.status === 'void' ? 'paid' : 'void')];
  if (other === undefined || other === event.version) return [];
  return [event.version < other ? 'older' : 'newer'];
}

/** A version that is older than the amount known says nothing of it. */
function changesPaid({ filled }: Facts, versions: Readonly<Record<string, string>>, event: VersionedEvent): boolean {
  const { amount } = event.facts;
  if (amount === undefined || filled === undefined || event.version < (versions['amount'] ?? '')) return false;
  return compare(amount, filled) !== 0;
}

/** These say the same whatever came before. */
const BY_THEMSELVES = new Set(['unpaid', 'reversed']);

/**
 * What follows from the state as the newest versions tell it. It is computed anew with each event, and from nothing that
 * depends on the order they came in; `isolated` events say nothing of the object itself.
 */
export function withNewestFacts(
  next: PaymentState,
  before: PaymentState,
  event: VersionedEvent,
  { cell, isolated }: { cell: Cell; isolated: boolean },
): PaymentState {
  const told = { values: before.facts, versions: before.versions ?? {} };
  const { values: facts, versions } = isolated ? told : takeNewest<Facts>(told, event.facts, event.version);
  const alone = isolated || BY_THEMSELVES.has(event.status ?? '') ? cell.exceptions : [];
  const reports = new Set([...(before.reports ?? []), ...(event.reports ?? []), ...alone]);
  const state = {
    ...next,
    facts,
    versions: isolated ? versions : withStatus(versions, event),
    reports: [...reports].sort(),
  };
  const codes = [...state.reports, ...contradictionsIn(event, state)].filter((code) => !state.accepted.includes(code));
  return { ...state, exceptions: [...new Set(codes)].sort(), frozen: codes.some((code) => FREEZING.has(code)) };
}

const FREEZING = new Set<ExceptionCode>(['conflict', 'refund_reported', 'amount_mismatch']);

function withStatus(versions: Readonly<Record<string, string>>, { status, version }: VersionedEvent) {
  const name = toldAs(status ?? '');
  return version > (versions[name] ?? '') ? { ...versions, [name]: version } : versions;
}

function toldAs(status: string): string {
  return `is:${status}`;
}

function contradictionsIn({ kind }: ProviderEvent, state: PaymentState): ExceptionCode[] {
  const { status, seen, facts, versions = {} } = state;
  const [paid, deleted] = [versions[toldAs('paid')], versions[toldAs('void')]];
  const isPaidAnew = paid !== undefined && deleted !== undefined && paid > deleted;
  const { amount, filled } = facts;
  const isChanged = status === 'paid' && amount !== undefined && filled !== undefined && compare(amount, filled) !== 0;
  return [
    ...(hasGap(kind, status, seen) ? (['gap'] as const) : []),
    ...(isPaidAnew || isChanged ? (['conflict'] as const) : []),
    ...(status === 'paid' && deleted !== undefined && !isPaidAnew ? (['voided'] as const) : []),
    ...(feesDiffer(facts, versions) ? (['amount_mismatch'] as const) : []),
  ];
}

/** The named fees are the amount; what was told of the two by different versions is not compared. */
function feesDiffer({ amount, fees }: Facts, versions: Readonly<Record<string, string>>): boolean {
  const named = Object.values(fees ?? {});
  if (amount === undefined || named.length === 0 || versions['amount'] !== versions['fees']) return false;
  return compare(named.reduce(plus, ZERO), amount) !== 0;
}
