import { SystemClock } from './clock.js';

it('tells the time of the machine', () => {
  const before = Date.now();
  const told = new SystemClock().now().getTime();
  expect(told).toBeGreaterThanOrEqual(before);
  expect(told).toBeLessThanOrEqual(Date.now());
});

it('hands out a date of its own each time, so that no caller can move another one’s', () => {
  const clock = new SystemClock();
  expect(clock.now()).not.toBe(clock.now());
});
