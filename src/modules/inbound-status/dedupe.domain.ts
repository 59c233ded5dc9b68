import { sha256 } from '../../kernel/sha256.js';

const DAY_MS = 86_400_000;

/** By what a repeat is known, among all partners, and until when; null: for good. */
export type DedupeKey = { readonly key: Buffer; readonly until: Date | null };

export type Reported = {
  /** Partner and environment: equal content of two senders is no repeat. */
  readonly scope: readonly [partnerId: string, environment: string];
  readonly fields: Readonly<Record<string, string | null>>;
  readonly eventId: string | null;
};

/**
 * The sender's own event id says for good that it is the same event. Without one, equal content within a day is a repeat;
 * later it is news again.
 */
export function dedupeKeyOf({ scope, fields, eventId }: Reported, now: Date): DedupeKey {
  if (eventId !== null) return { key: digest(['event', ...scope, eventId]), until: null };
  const content = Object.keys(fields)
    .sort()
    .map((name) => [name, fields[name] ?? null]);
  return { key: digest(['content', ...scope, ...content]), until: new Date(now.getTime() + DAY_MS) };
}

function digest(parts: readonly unknown[]): Buffer {
  return sha256(JSON.stringify(parts));
}
