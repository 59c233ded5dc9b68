import fc from 'fast-check';
import { delaySeconds, parseRetryAfter, STANDARD_SCHEDULE } from './retry-schedule.js';

const middle = { schedule: STANDARD_SCHEDULE, jitter: 0.5, overload: false };

it.each([
  [1, 5],
  [2, 30],
  [3, 300],
  [4, 1_800],
  [5, 7_200],
  [6, 18_000],
  [7, 36_000],
  [8, 36_000],
  [9, 36_000],
  [100, 36_000],
])('waits for retry %d by the standard schedule %d s, and repeats its end', (retry, seconds) => {
  expect(delaySeconds({ ...middle, retry })).toBe(seconds);
});

it('takes 28 hours for the whole standard schedule', () => {
  expect(STANDARD_SCHEDULE.reduce((sum, seconds) => sum + seconds, 0) / 3_600).toBeCloseTo(27.6, 1);
});

it.each([
  [0, 80],
  [0.5, 100],
  [1, 120],
])('spreads waits by a fifth either way: jitter %d', (jitter, seconds) => {
  expect(delaySeconds({ ...middle, schedule: [100], retry: 1, jitter })).toBeCloseTo(seconds, 9);
});

it.each([
  [null, 100],
  [0, 100],
  [99, 100],
  [150, 150],
  [200, 200],
  [86_400, 200],
  [Number.POSITIVE_INFINITY, 200],
])('lets Retry-After %p stretch a wait of 100 s to %d s', (retryAfter, seconds) => {
  expect(delaySeconds({ ...middle, schedule: [100], retry: 1, retryAfter })).toBe(seconds);
});

it('gives an overloaded receiver a minute, even if it asks for less', () => {
  expect(delaySeconds({ ...middle, retry: 1, overload: true })).toBe(60);
  expect(delaySeconds({ ...middle, retry: 1, overload: true, retryAfter: 9 })).toBe(60);
  expect(delaySeconds({ ...middle, retry: 3, overload: true })).toBe(300);
});

it('keeps every wait within its bounds', () => {
  const seconds = fc.integer({ min: 1, max: 86_400 });
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  const asked = fc.option(fc.nat());
  const schedules = fc.array(seconds, { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(
      schedules,
      fc.integer({ min: 1, max: 20 }),
      unit,
      asked,
      fc.boolean(),
      (schedule, retry, jitter, retryAfter, overload) => {
        const entry = schedule[Math.min(retry, schedule.length) - 1] ?? 0;
        const wait = delaySeconds({ schedule, retry, jitter, retryAfter, overload });
        expect(wait).toBeGreaterThanOrEqual(entry * 0.8 - 1e-6);
        expect(wait).toBeLessThanOrEqual(Math.max(entry * 2.4 + 1e-6, overload ? 60 : 0));
      },
    ),
  );
});

it('has no wait for an empty schedule or a retry before the first', () => {
  expect(() => delaySeconds({ ...middle, schedule: [], retry: 1 })).toThrow(RangeError);
  expect(() => delaySeconds({ ...middle, retry: 0 })).toThrow(RangeError);
});

const now = new Date('2026-07-01T12:00:00.500Z');

it.each([
  ['120', 120],
  [' 0 ', 0],
  ['Wed, 01 Jul 2026 12:01:00 GMT', 60],
  ['Wed, 01 Jul 2026 11:00:00 GMT', 0],
])('reads Retry-After %j as %d s', (header, seconds) => {
  expect(parseRetryAfter(header, now)).toBe(seconds);
});

it.each([
  undefined,
  '',
  'soon',
  '-5',
  '1.5',
  '1e3',
  '99999999999',
  '5 minutes',
  '2026-07-01T12:01:00Z',
  'Wed, 99 Jul 2026 12:01:00 GMT',
  'Wed, 01 Jul 2026 12:01:00 PST',
])('makes nothing of Retry-After %j', (header) => {
  expect(parseRetryAfter(header, now)).toBeNull();
});
