import { compare, type Decimal, isPositive, minus, ZERO } from '../../kernel/money.js';
import type { ExceptionCode } from './cell.domain.js';
import { amountRelation, type Facts, joinFacts, type PaymentState } from './payment-state.domain.js';
import { type Kind, MACHINES } from './state-tables.domain.js';

/** What a provider answers when it is asked how an object stands. */
export type ProviderAnswer = { readonly status: string; readonly facts: Facts };

/** What we asked for, when the object is one of ours. */
export type Asked = { readonly amount: Decimal; readonly currency: string; readonly tolerance: Decimal };

/** What the provider's own word settles. */
const SETTLED = new Set<ExceptionCode>([
  'gap',
  'unverified',
  'conflict',
  'amount_mismatch',
  'currency_mismatch',
  'unknown_status',
]);

/**
 * The state as the provider itself tells it. Only this, or a person, may lower a status. Where its word differs from
 * what a webhook told, that stays as an exception.
 */
export function confirm(kind: Kind, state: PaymentState, answer: ProviderAnswer, asked: Asked | null): PaymentState {
  const { filled: _, filledUsd: __, ...others } = state.facts;
  const facts = joinFacts(answer.facts, others);
  const seen = state.seen.includes(answer.status) ? state.seen : [...state.seen, answer.status].sort();
  const left = state.exceptions.filter((code) => !SETTLED.has(code));
  const accepted = isNews(state, answer) ? [] : state.accepted;
  const found = [
    ...[...disagreements(kind, state, answer), ...marksOf(state, answer)],
    ...mismatches(kind, answer.status, facts, asked),
  ].filter((code) => !accepted.includes(code));
  return {
    ...state,
    accepted,
    status: answer.status,
    seen,
    facts,
    exceptions: [...new Set([...left, ...found])].sort(),
    frozen: false,
    reported: null,
    confirmed: { status: answer.status, filledUsd: answer.facts.filledUsd ?? null },
  };
}

/** Whether the provider tells something that a webhook should have told. */
export function wasMissed(kind: Kind, state: PaymentState, { status }: ProviderAnswer): boolean {
  return !state.seen.includes(status) && state.reported !== status && !MACHINES[kind].silent.includes(status);
}

/** What a person accepted is what was known then. */
function isNews(state: PaymentState, { status, facts }: ProviderAnswer): boolean {
  return status !== state.status || facts.filledUsd !== state.facts.filledUsd || facts.filled !== state.facts.filled;
}

/** What a webhook of the same would have marked: most cancellations, and what comes after them, only the provider tells. */
function marksOf(state: PaymentState, answer: ProviderAnswer): ExceptionCode[] {
  const { status, facts } = answer;
  const isPart = status === 'CANCELLED' && isPositive(facts.filledUsd ?? facts.filled ?? ZERO);
  const marks: ExceptionCode[] = [...(status === 'OVER_FILLED' ? (['over'] as const) : [])];
  if (isPart || (isLate(state, answer) && status === 'PARTIALLY_FILLED')) marks.push('partial');
  return isLate(state, answer) ? [...marks, 'late'] : marks;
}

/** Money that came after a cancellation that we knew of: PayRam then counts on from what it had. */
function isLate(state: PaymentState, { status, facts }: ProviderAnswer): boolean {
  if (state.status !== 'CANCELLED') return false;
  const relation = amountRelation(state.facts, facts);
  if (status === 'PARTIALLY_FILLED') return relation !== 'down';
  return status === 'FILLED' || status === 'OVER_FILLED' || relation === 'up';
}

function disagreements(kind: Kind, state: PaymentState, answer: ProviderAnswer): ExceptionCode[] {
  const { ranks } = MACHINES[kind];
  const isBehind = (told: string | null) => told !== null && ranks.indexOf(answer.status) < ranks.indexOf(told);
  if (isBehind(state.status) && !isLate(state, answer)) return ['conflict'];
  if (isBehind(state.reported)) return ['unverified'];
  return wasMissed(kind, state, answer) ? ['gap'] : [];
}

/** What has to be true of every payment, whoever tells it. US dollars are compared with US dollars. */
export function mismatches(kind: Kind, status: string | null, facts: Facts, asked: Asked | null): ExceptionCode[] {
  if (kind !== 'payram_payment' || asked === null || status === null) return [];
  const told = [facts.amountUsd, facts.currency === 'USD' ? facts.amount : undefined];
  const isOther = told.some((amount) => amount !== undefined && compare(amount, asked.amount) !== 0);
  return isOther || !fits(status, facts.filledUsd, asked) ? ['amount_mismatch'] : [];
}

/** An amount that was not told contradicts nothing; without one nothing is credited either. */
function fits(status: string, filled: Decimal | undefined, { amount, tolerance }: Asked): boolean {
  if (filled === undefined) return true;
  const isMore = compare(filled, amount) > 0;
  const gap = isMore ? minus(filled, amount) : minus(amount, filled);
  if (status === 'FILLED') return compare(gap, tolerance) <= 0;
  if (status === 'PARTIALLY_FILLED') return isPositive(filled) && compare(filled, amount) < 0;
  return status !== 'OVER_FILLED' || isMore;
}
