import type { PaymentState } from './payment-state.domain.js';
import { type Kind, MACHINES } from './state-tables.domain.js';

/** Seconds after the last news of a payment at which its provider is asked; after the last one, daily. */
const STEPS = [120, 600, 3_600, 21_600];
const DAY = 86_400;
/** Funds still come after a link has expired; nobody expects any this long after the last news. */
const WATCHED_DAYS = 8;
const JITTER = 0.2;
const AWAY = 30;
const LONGEST_REST = 900;

export type Check = { readonly at: Date | null; readonly step: number };

/**
 * When the provider is asked next; null when nothing more is expected, the last news being of `heardAt`. `draw` from 0 to
 * 1 spreads the calls by a fifth each way, so that payments of one moment are not asked about in one moment.
 */
export function nextCheck(step: number, now: Date, heardAt: Date, draw: number): Check {
  const seconds = (STEPS[step] ?? DAY) * (1 - JITTER + 2 * JITTER * draw);
  const at = new Date(now.getTime() + Math.round(seconds * 1_000));
  const isWatched = at.getTime() <= heardAt.getTime() + WATCHED_DAYS * DAY * 1_000;
  return { at: isWatched ? at : null, step: Math.min(step + 1, STEPS.length) };
}

/** As `nextCheck` after no answer: a provider that wants more time has it, up to a day. */
export function checkAfterSilence(check: Check, now: Date, retryAfterSeconds: number | null): Check {
  const wanted = new Date(now.getTime() + Math.min(retryAfterSeconds ?? 0, DAY) * 1_000);
  return { ...check, at: check.at && wanted > check.at ? wanted : check.at };
}

/** For how long a provider is not called about any payment, because it asked for time or did not answer at all. */
export function restSeconds(isAway: boolean, retryAfterSeconds: number | null): number {
  return Math.min(Math.max(retryAfterSeconds ?? 0, isAway ? AWAY : 0), LONGEST_REST);
}

/** Whether a provider has nothing more to say of it: it ended, by its own answer if that `mustConfirm`. */
export function isOver(kind: Kind, state: PaymentState, mustConfirm: boolean): boolean {
  const { status, confirmed, frozen, reported } = state;
  const hasEnded = status !== null && MACHINES[kind].ends.includes(status);
  return hasEnded && !frozen && reported === null && (!mustConfirm || confirmed?.status === status);
}
