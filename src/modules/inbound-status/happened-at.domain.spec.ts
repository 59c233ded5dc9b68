import { happenedAt } from './happened-at.domain.js';

const ARRIVED = new Date('2026-03-04T12:00:00Z');

it('goes by arrival where the sender gives no time', () => {
  expect(happenedAt(null, ARRIVED)).toEqual({ eventAt: ARRIVED, eventTimeGiven: false });
});

it('goes by the sender’s time where it gives one', () => {
  const eventAt = new Date('2026-03-04T09:30:00.000Z');
  expect(happenedAt('2026-03-04T09:30:00.000Z', ARRIVED)).toEqual({ eventAt, eventTimeGiven: true });
});

it('lets nothing happen after it arrived', () => {
  expect(happenedAt('2026-03-04T17:00:00.000Z', ARRIVED)).toEqual({ eventAt: ARRIVED, eventTimeGiven: true });
});
