/** An event under its number. */
export type UserEvent = { readonly seq: number; readonly type: string; readonly data: object };

/** Where a stream stands: everything up to `after` was sent. Null: it begins with what comes next. */
export type Position = { readonly userId: string; readonly after: number | null };

/** The next events of a position, oldest first, and the newest number given out, both of one moment. */
export type FeedPage = { readonly lastSeq: number; readonly events: readonly UserEvent[] };

/** What a stream sends next. A `reset` tells the app to load its state anew; the events go on after it. */
export type Step = { readonly reset: boolean; readonly events: readonly UserEvent[]; readonly after: number };

/**
 * Numbers have no gap, so a missing one was pruned, and a number never given out comes from somewhere else: then the app
 * cannot catch up by events.
 */
export function stepFrom(after: number, { lastSeq, events }: FeedPage): Step {
  const next = events[0]?.seq ?? lastSeq + 1;
  if (next !== after + 1) return { reset: true, events: [], after: lastSeq };
  return { reset: false, events, after: events.at(-1)?.seq ?? after };
}
