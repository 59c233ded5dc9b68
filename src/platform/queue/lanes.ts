/** A lane keeps one kind of work from delaying another; each is a queue with workers of its own. */
export const LANES = ['deliveries', 'delivery-retries', 'notifications', 'replays', 'maintenance'] as const;
export type Lane = (typeof LANES)[number];

/** A hint to look at some rows now. It carries ids, never data; losing it delays work and loses none. */
export type JobHint = {
  /** Name of the registered handler that knows what the ids mean. */
  readonly handler: string;
  readonly ids: readonly string[];
  /** A second hint with the same id is dropped while the queue remembers the first. No `:` and not an integer. */
  readonly jobId: string;
  readonly delayMs?: number;
};
