import type { JobHint, Lane } from '../queue/lanes.js';

type Claimed = { readonly id: string; readonly consumer: string; readonly lane: Lane; readonly enqueues: number };

/**
 * The hints for claimed rows: rows of one consumer share a job up to its batch size. A job is named for its first row and
 * how often that row was queued, since a queue ignores an id that it still remembers.
 */
export function hintsOf(claimed: readonly Claimed[], batches: ReadonlyMap<string, number>): Map<Lane, JobHint[]> {
  const byConsumer = new Map<string, Claimed[]>();
  for (const row of claimed) pushTo(byConsumer, row.consumer, row);
  const hints = new Map<Lane, JobHint[]>();
  for (const [handler, rows] of byConsumer) {
    const size = batches.get(handler) ?? 1;
    for (let at = 0; at < rows.length; at += size) {
      const [first, ...others] = rows.slice(at, at + size);
      if (!first) continue;
      const hint = { handler, ids: [first, ...others].map(({ id }) => id), jobId: `${first.id}-${first.enqueues}` };
      pushTo(hints, first.lane, hint);
    }
  }
  return hints;
}

function pushTo<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
