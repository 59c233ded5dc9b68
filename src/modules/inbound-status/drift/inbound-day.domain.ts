import type { Look, LookedAt } from './look.domain.js';

export type FieldCount = { readonly given: number; readonly refused: number };
/** What came on one day, in UTC. */
export type InboundDay = {
  /** `2026-01-31` */
  readonly day: string;
  readonly receipts: number;
  /** Those that report a status, repeats left out. */
  readonly updates: number;
  readonly unmapped: number;
  readonly unmatched: number;
  /** Between each receipt and the one before it, in sum. */
  readonly gapSeconds: number;
  readonly longestGapSeconds: number;
  readonly fields: Readonly<Record<string, FieldCount>>;
};

const UNMATCHED = new Set(['lead_not_found', 'lead_ambiguous', 'identifiers_disagree']);
const REPORTED = new Set(['applied', 'stale', 'unmapped', 'parked']);

export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** The days that the looks fall on, with them. `lastAt` is when the receipt before the first came; looks come by arrival. */
export function daysWith(known: readonly InboundDay[], looks: readonly Look[], lastAt: Date | null): InboundDay[] {
  const days = new Map(known.map((day) => [day.day, day]));
  const touched = new Set<string>();
  let before = lastAt;
  for (const look of looks) {
    const name = dayOf(look.receivedAt);
    const gap = before ? Math.max(0, (look.receivedAt.getTime() - before.getTime()) / 1_000) : 0;
    days.set(name, withLook(days.get(name) ?? emptyDay(name), look, gap));
    touched.add(name);
    before = look.receivedAt;
  }
  return [...days.values()].filter(({ day }) => touched.has(day));
}

function emptyDay(day: string): InboundDay {
  const none = { receipts: 0, updates: 0, unmapped: 0, unmatched: 0, gapSeconds: 0, longestGapSeconds: 0 };
  return { day, ...none, fields: {} };
}

function withLook(day: InboundDay, { updates }: Look, gap: number): InboundDay {
  const reported = updates.filter(({ outcome }) => REPORTED.has(outcome));
  return {
    ...day,
    receipts: day.receipts + 1,
    updates: day.updates + reported.length,
    unmapped: day.unmapped + reported.filter(isUnmapped).length,
    unmatched: day.unmatched + reported.filter(({ reason }) => UNMATCHED.has(reason ?? '')).length,
    gapSeconds: day.gapSeconds + gap,
    longestGapSeconds: Math.max(day.longestGapSeconds, gap),
    fields: updates.reduce(withFields, day.fields),
  };
}

/** A report that finds no lead has a status, too. */
function isUnmapped({ outcome, unknown }: LookedAt): boolean {
  return outcome === 'unmapped' || unknown !== null;
}

function withFields(fields: InboundDay['fields'], { given, refused }: LookedAt): InboundDay['fields'] {
  const counts = { ...fields };
  for (const field of given) {
    const { given: times, refused: times2 } = counts[field] ?? { given: 0, refused: 0 };
    counts[field] = { given: times + 1, refused: times2 + (refused.includes(field) ? 1 : 0) };
  }
  return counts;
}
