import { setImmediate as breath } from 'node:timers/promises';

const AT_ONCE = 100;

/** Does the work item by item, letting everything else that waits for the process run in between. */
export async function inTurns<T, R>(items: Iterable<T>, work: (item: T) => R, atOnce = AT_ONCE): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) {
    if (results.length % atOnce === 0) await breath();
    results.push(work(item));
  }
  return results;
}
