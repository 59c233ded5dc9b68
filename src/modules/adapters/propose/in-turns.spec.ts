import { inTurns } from './in-turns.js';

function busyFor(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

it('does the work in order', async () => {
  expect(await inTurns([3, 1, 2], (number) => number * 2)).toEqual([6, 2, 4]);
  expect(await inTurns([], () => 1)).toEqual([]);
});

it('lets others run in between, the oftener the more an item costs', async () => {
  let turns = 0;
  let going = true;
  const others = () => {
    turns += 1;
    if (going) setImmediate(others);
  };
  setImmediate(others);
  await inTurns(Array(100), () => busyFor(1));
  going = false;
  expect(turns).toBeGreaterThanOrEqual(10);
});
