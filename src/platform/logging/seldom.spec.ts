import { Seldom } from './seldom.js';

it('lets through as many as it may of ten thousand at once', () => {
  const seldom = new Seldom(10);
  const began = Math.floor(performance.now() / 1_000);
  const passed = Array.from({ length: 10_000 }, () => seldom.now()).filter(Boolean).length;
  const seconds = Math.floor(performance.now() / 1_000) - began + 1;
  expect(passed).toBeGreaterThanOrEqual(10);
  expect(passed).toBeLessThanOrEqual(10 * seconds);
});

it('lets more through in the next second', async () => {
  const seldom = new Seldom(1);
  expect(seldom.now()).toBe(true);
  const end = performance.now() + 1_100;
  let passed = 0;
  while (performance.now() < end) {
    if (seldom.now()) passed += 1;
    await new Promise(setImmediate);
  }
  expect(passed).toBeGreaterThanOrEqual(1);
  expect(passed).toBeLessThanOrEqual(2);
});
