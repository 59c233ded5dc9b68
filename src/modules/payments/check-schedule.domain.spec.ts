import { checkAfterSilence, nextCheck, restSeconds } from './check-schedule.domain.js';

const NOW = new Date('2026-11-01T12:00:00.000Z');
const seconds = (step: number, draw = 0.5, now = NOW) => {
  const { at } = nextCheck(step, now, NOW, draw);
  return at && Math.round((at.getTime() - now.getTime()) / 1_000);
};

it('asks after 2 minutes, 10 minutes, 1 hour and 6 hours, then daily', () => {
  expect([0, 1, 2, 3, 4, 5].map((step) => seconds(step))).toEqual([120, 600, 3_600, 21_600, 86_400, 86_400]);
});

it('spreads each time by a fifth either way', () => {
  expect([seconds(0, 0), seconds(0, 1)]).toEqual([96, 144]);
});

it('counts steps up to the daily one', () => {
  expect([0, 3, 4, 9].map((step) => nextCheck(step, NOW, NOW, 0.5).step)).toEqual([1, 4, 4, 4]);
});

it('gives up a week after the last day on which a link may run out', () => {
  const day = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
  expect(nextCheck(4, day(6.9), NOW, 0.5).at).not.toBeNull();
  expect(nextCheck(4, day(7.1), NOW, 0.5).at).toBeNull();
});

it('gives a provider the time that it asks for, but never more than a day', () => {
  const check = { at: new Date(NOW.getTime() + 120_000), step: 1 };
  const after = (wanted: number | null) => (checkAfterSilence(check, NOW, wanted).at?.getTime() ?? 0) - NOW.getTime();
  expect([after(null), after(60), after(600), after(9_999_999_999)]).toEqual([120_000, 120_000, 600_000, 86_400_000]);
  expect(checkAfterSilence({ at: null, step: 4 }, NOW, 600).at).toBeNull();
});

it('lets a provider rest that was not there, or asked for time: a quarter of an hour at most', () => {
  expect([restSeconds(false, null), restSeconds(true, null), restSeconds(true, 60)]).toEqual([0, 30, 60]);
  expect(restSeconds(false, 9_999_999_999)).toBe(900);
});
