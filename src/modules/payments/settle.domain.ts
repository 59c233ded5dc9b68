import { compare, type Decimal, isPositive, plus } from '../../kernel/money.js';
import type { ExceptionCode } from './cell.domain.js';
import { type Check, isOver, nextCheck } from './check-schedule.domain.js';
import { type Asked, mismatches } from './confirm.domain.js';
import { type Due, dueOf, increase, isSettled, lacksAmount, type Owner, type Policy } from './effects.domain.js';
import type { PaymentState } from './payment-state.domain.js';
import { isIncoming, type Kind } from './state-tables.domain.js';

/** A payment as it stood, held until commit. */
export type Standing = {
  readonly kind: Kind;
  readonly credited: Decimal;
  /** What went back to its sender before it was credited: it is owed to nobody any more. */
  readonly returned: Decimal;
  /** Those that are open. */
  readonly exceptions: readonly string[];
  readonly owner: Owner | null;
  readonly createdAt: Date;
  /** When a webhook told of it last. */
  readonly lastEventAt: Date | null;
  readonly nextCheckAt: Date | null;
  readonly checkStep: number;
};

export type Terms = Policy & {
  readonly tolerance: Decimal;
  /** Whether the provider can be asked. */
  readonly canCheck: boolean;
};

/** What happened to the payment just now. */
export type News = {
  readonly state: PaymentState;
  /** The provider is to be asked at once. */
  readonly asks: boolean;
  /** A webhook starts the schedule anew; an answer goes on with it. */
  readonly from: 'webhook' | 'check' | 'operator';
  readonly now: Date;
  readonly draw: number;
};

/** How the app sees a payment. */
export type UserState = 'processing' | 'settled' | 'expired' | 'refunded';

/** Everything that follows, to be written with what was told. */
export type Settlement = {
  readonly state: PaymentState;
  readonly due: Due;
  readonly credit: Decimal | null;
  readonly credited: Decimal;
  readonly tells: UserState | null;
  readonly opens: readonly ExceptionCode[];
  readonly closes: readonly string[];
  readonly check: Check;
  readonly checksNow: boolean;
};

/** What a payment's new state means: what is credited, told, opened and closed, and when the provider is asked. */
export function settle(standing: Standing, terms: Terms, news: News): Settlement {
  const { kind, owner } = standing;
  const { exceptions, due } = judged(standing, terms, news.state);
  const checked = { ...news.state, exceptions };
  const credit = increase(due, plus(standing.credited, standing.returned));
  const credited = credit === null ? standing.credited : plus(standing.credited, credit);
  const tells = isPositive(standing.returned) ? null : toTell(kind, checked, owner, due);
  const state = tells === null ? checked : { ...checked, told: [...checked.told, tells] };
  const opens = exceptions.filter((code) => !standing.exceptions.includes(code));
  const checksNow = terms.canCheck && (news.asks || due.held.includes('unconfirmed') || doubts(news.from, opens));
  const closes = standing.exceptions.filter((code) => !exceptions.some((open) => open === code));
  return {
    state,
    due,
    credit,
    credited,
    tells,
    opens,
    closes,
    check: checkOf(standing, terms, news, checksNow),
    checksNow,
  };
}

/** Money that went back to its sender belongs to nobody, and waits for nothing. */
function judged(standing: Standing, terms: Terms, state: PaymentState) {
  const exceptions = exceptionsOf(standing, terms, state);
  const due = dueOf(standing.kind, { ...state, exceptions }, standing.owner, terms);
  const isBack = due.total !== null && isPositive(due.total) && compare(standing.returned, due.total) >= 0;
  if (!isBack) return { exceptions, due };
  return { exceptions: exceptions.filter((code) => code !== 'unlinked'), due: { ...due, held: [] } };
}

/** A webhook that breaks what has to be true, or leaves out what is needed, is not the last word. */
function doubts(from: News['from'], opens: readonly ExceptionCode[]): boolean {
  return from === 'webhook' && (opens.includes('amount_mismatch') || opens.includes('amount_unknown'));
}

/** What follows from what is known, and is gone with it. */
const DERIVED: readonly ExceptionCode[] = ['unlinked', 'amount_unknown'];

function exceptionsOf(standing: Standing, terms: Terms, state: PaymentState): ExceptionCode[] {
  const { kind, owner } = standing;
  const comesIn = isIncoming(kind);
  const kept = state.exceptions.filter((code) => !(comesIn && DERIVED.includes(code)));
  const found = foundIn(standing, terms, state).filter((code) => !state.accepted.includes(code));
  return [...new Set([...kept, ...found, ...(comesIn && owner === null ? (['unlinked'] as const) : [])])].sort();
}

function foundIn({ kind, owner }: Standing, { tolerance }: Terms, state: PaymentState): ExceptionCode[] {
  const asked: Asked | null = owner && { ...owner, tolerance };
  const isUntold = kind === 'paidlys_invoice' && state.status === 'done';
  const unknown: ExceptionCode[] = isUntold || lacksAmount(kind, state) ? ['amount_unknown'] : [];
  return [...mismatches(kind, state.status, state.facts, asked), ...unknown];
}

/** Each state is told once; that less came than was asked is between a person and the provider. */
function toTell(kind: Kind, state: PaymentState, owner: Owner | null, due: Due): UserState | null {
  if (owner === null || state.status === null || !isIncoming(kind)) return null;
  const told = userStateOf(kind, state.status, due);
  return told === null || state.told.includes(told) ? null : told;
}

const USER_STATES: Readonly<Record<string, UserState>> = {
  PARTIALLY_FILLED: 'processing',
  FILLED: 'processing',
  OVER_FILLED: 'processing',
  CANCELLED: 'expired',
  processing: 'processing',
  done: 'processing',
  expired: 'expired',
  refunded: 'refunded',
  paid: 'processing',
  void: 'expired',
};

/** Only what the user really has counts as settled. */
function userStateOf(kind: Kind, status: string, { total, held }: Due): UserState | null {
  if (isSettled(kind, status) && total !== null && held.length === 0) return 'settled';
  return USER_STATES[status] ?? null;
}

function checkOf(standing: Standing, terms: Terms, { state, from, now, draw }: News, checksNow: boolean): Check {
  const { kind, createdAt, lastEventAt, nextCheckAt, checkStep } = standing;
  const isEnded = isOver(kind, state, terms.recheck === 'always') && !lacksAmount(kind, state) && !checksNow;
  if (!terms.canCheck || isEnded) return { at: null, step: 0 };
  if (checksNow) return { at: now, step: 0 };
  if (from === 'operator') return { at: nextCheckAt, step: checkStep };
  if (from === 'webhook') return sooner(nextCheck(0, now, now, draw), nextCheckAt);
  return nextCheck(checkStep, now, lastEventAt ?? createdAt, draw);
}

/** News puts nothing off that is to be asked already. */
function sooner(check: Check, planned: Date | null): Check {
  return planned !== null && check.at !== null && planned < check.at ? { ...check, at: planned } : check;
}
