/** The preset `standard`: 5 s, 30 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h; about 28 hours in all. */
export const STANDARD_SCHEDULE: readonly number[] = [5, 30, 300, 1_800, 7_200, 18_000, 36_000, 36_000];

const SPREAD = 0.2;
const OVERLOAD_FLOOR_SECONDS = 60;
const HTTP_DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;

type Wait = {
  /** Seconds before the first, second, … retry; the last entry repeats. Not empty. */
  readonly schedule: readonly number[];
  /** 1 for the first retry. */
  readonly retry: number;
  /** Drawn by the caller, evenly from 0 to 1. */
  readonly jitter: number;
  /** What the receiver asked for, in seconds. */
  readonly retryAfter?: number | null;
  /** The receiver is overloaded or timed out. */
  readonly overload: boolean;
};

/**
 * Seconds until the next attempt: the schedule's entry, spread by up to a fifth either way; `Retry-After` may stretch it
 * to twice that and never shortens it; an overloaded receiver gets a minute at least.
 */
export function delaySeconds({ schedule, retry, jitter, retryAfter, overload }: Wait): number {
  const entry = schedule[Math.min(retry, schedule.length) - 1];
  if (entry === undefined) throw new RangeError('A retry needs a schedule, and counts from 1.');
  const delay = entry * (1 - SPREAD + 2 * SPREAD * jitter);
  const wait = Math.min(Math.max(retryAfter ?? 0, delay), 2 * delay);
  return overload ? Math.max(wait, OVERLOAD_FLOOR_SECONDS) : wait;
}

/**
 * `Retry-After` in seconds from `now`: digits, or a date in the one form that RFC 9110 lets senders use. A date that has
 * passed is 0; anything else is null.
 */
export function parseRetryAfter(header: string | undefined, now: Date): number | null {
  const text = header?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) return Number(text);
  const time = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : Math.max(0, Math.ceil((time - now.getTime()) / 1_000));
}
