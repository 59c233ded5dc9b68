import { setImmediate as breath } from 'node:timers/promises';

/** Of work that costs next to nothing, an item at a time would only breathe. */
const AT_ONCE = 10;
const BREATH_MS = 5;

/**
 * Does the work item by item, letting everything else that waits for the process run in between: every few
 * milliseconds, since what an item costs depends on who wrote it.
 */
export async function inTurns<T, R>(items: Iterable<T>, work: (item: T) => R, atOnce = AT_ONCE): Promise<R[]> {
  const results: R[] = [];
  await breath();
  let since = performance.now();
  for (const item of items) {
    results.push(work(item));
    if (results.length % atOnce !== 0 || performance.now() - since < BREATH_MS) continue;
    await breath();
    since = performance.now();
  }
  return results;
}
