import type { JobHint, Lane } from '../queue/lanes.js';

type Claimed = {
  readonly id: string;
  readonly consumer: string;
  readonly lane: Lane;
  readonly events: number;
  readonly enqueues: number;
};

/**
 * The hints for claimed rows: rows of one consumer share a job up to its batch size in events. A job is named for its
 * first row and how often that row was queued, since a queue ignores an id that it still remembers.
 */
export function hintsOf(claimed: readonly Claimed[], batches: ReadonlyMap<string, number>): Map<Lane, JobHint[]> {
  const byConsumer = new Map<string, Claimed[]>();
  for (const row of claimed) pushTo(byConsumer, row.consumer, row);
  const hints = new Map<Lane, JobHint[]>();
  for (const [handler, rows] of byConsumer) {
    for (const [first, ...others] of jobsOf(rows, batches.get(handler) ?? 1)) {
      const hint = { handler, ids: [first, ...others].map(({ id }) => id), jobId: `${first.id}-${first.enqueues}` };
      pushTo(hints, first.lane, hint);
    }
  }
  return hints;
}

type Job = [first: Claimed, ...others: Claimed[]];

/** Rows that hold `size` events together at most; a row is never split. */
function jobsOf(rows: readonly Claimed[], size: number): Job[] {
  const jobs: Job[] = [];
  let room = 0;
  for (const row of rows) {
    const open = jobs.at(-1);
    if (open && row.events <= room) open.push(row);
    else {
      jobs.push([row]);
      room = size;
    }
    room -= row.events;
  }
  return jobs;
}

function pushTo<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
