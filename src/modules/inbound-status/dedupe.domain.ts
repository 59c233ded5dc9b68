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
  return { key: digest(['content', ...scope, ...contentOf(fields)]), until: new Date(now.getTime() + DAY_MS) };
}

/**
 * The event ids of one body's updates. Where several share one and say different things, it names them all together, so
 * each gets its content added to it.
 */
export function eventIdsOf(updates: readonly Pick<Reported, 'fields' | 'eventId'>[]): readonly (string | null)[] {
  const [sole, ...others] = updates;
  if (sole && others.length === 0) return [sole.eventId];
  const known = updates.map(({ fields, eventId }) => ({ eventId, content: JSON.stringify(contentOf(fields)) }));
  const contents = new Map<string | null, Set<string>>();
  for (const { eventId, content } of known) {
    contents.set(eventId, (contents.get(eventId) ?? new Set<string>()).add(content));
  }
  return known.map(({ eventId, content }) => {
    const agreed = contents.get(eventId)?.size === 1;
    return eventId === null || agreed ? eventId : `${eventId}#${digest([content]).toString('hex').slice(0, 16)}`;
  });
}

function contentOf(fields: Reported['fields']): readonly unknown[] {
  return Object.keys(fields)
    .sort()
    .map((name) => [name, fields[name] ?? null]);
}

function digest(parts: readonly unknown[]): Buffer {
  return sha256(JSON.stringify(parts));
}
