import type { InboundDay } from './inbound-day.domain.js';

/** So many updates make a share. */
const ENOUGH = 20;
const UNMAPPED = 0.05;
const UNMATCHED = 0.1;
const TIMES_USUAL = 2;
const REFUSED = 0.2;
/** So many receipts show how far apart they usually come. */
const ENOUGH_RECEIPTS = 5;
const USUAL_GAPS = 3;
const LEAST_SILENCE_SECONDS = 86_400;

export type Share = { readonly share: number; readonly of: number };
export type FieldShare = Share & { readonly field: string };
export type Silence = { readonly since: Date; readonly limitHours: number };

/** More than 5 in 100 updates of the day have a status that nobody gave a meaning. */
export function tooManyUnmapped({ updates, unmapped }: InboundDay): Share | null {
  return beyond(UNMAPPED, unmapped, updates);
}

/** More than 10 in 100 updates of the day find no lead, and more than twice as many as in the 30 days before. */
export function tooManyUnmatched(day: InboundDay, before: readonly InboundDay[]): (Share & { usual: number }) | null {
  const found = beyond(UNMATCHED, day.unmatched, day.updates);
  const updates = sum(before, (one) => one.updates);
  const usual = updates === 0 ? 0 : sum(before, (one) => one.unmatched) / updates;
  return found && found.share > TIMES_USUAL * usual ? { ...found, usual } : null;
}

/** Fields of which more than 20 in 100 values of the day could not be used. */
export function tooManyRefused({ fields }: InboundDay): FieldShare[] {
  return Object.entries(fields).flatMap(([field, { given, refused }]) => {
    const found = beyond(REFUSED, refused, given);
    return found ? [{ field, ...found }] : [];
  });
}

/**
 * Nothing for three times the usual gap, a day at least; and for longer than was borne before, once excepted: who sends on
 * weekdays only is not silent every weekend. `days` are the last 30.
 */
export function silence(days: readonly InboundDay[], lastAt: Date | null, now: Date): Silence | null {
  const receipts = sum(days, (one) => one.receipts);
  if (!lastAt || receipts < ENOUGH_RECEIPTS) return null;
  const usual = sum(days, (one) => one.gapSeconds) / receipts;
  const [, borne = 0] = days.map((one) => one.longestGapSeconds).sort((one, other) => other - one);
  const limit = Math.max(LEAST_SILENCE_SECONDS, USUAL_GAPS * usual, borne);
  const silent = (now.getTime() - lastAt.getTime()) / 1_000;
  return silent > limit ? { since: lastAt, limitHours: Math.round(limit / 3_600) } : null;
}

function beyond(limit: number, part: number, whole: number): Share | null {
  return whole >= ENOUGH && part / whole > limit ? { share: part / whole, of: whole } : null;
}

function sum(days: readonly InboundDay[], of: (day: InboundDay) => number): number {
  return days.reduce((total, day) => total + of(day), 0);
}
