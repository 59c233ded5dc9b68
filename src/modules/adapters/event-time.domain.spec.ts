import fc from 'fast-check';
import { cleanEventTime, isTimeZone } from './event-time.domain.js';
import type { DateOrder } from './inbound-adapter.domain.js';

const read = (given: unknown, dateOrder: DateOrder = 'MDY', timeZone = 'UTC') =>
  cleanEventTime(given, { timeZone, dateOrder });
const EVENING = '2026-03-04T18:30:00.000Z';

it.each([
  EVENING,
  '2026-03-04T18:30:00Z',
  '2026-03-04T18:30Z',
  ' 2026-03-04 18:30:00 ',
  '2026-3-4 18:30',
  '2026-03-04T12:30:00-06:00',
  '2026-03-04T12:30:00-0600',
  '2026-03-04T12:30:00 -06',
  '2026-03-05T00:00:00+05:30',
  '2026-03-04 18:30:00 UTC',
  '2026-03-04t18:30:00z',
  '2026-03-04T18:30:00.0004Z',
  1772649000000,
  '1772649000000',
  1772649000,
  '1772649000',
  '1772649000.0',
])('reads %j as one moment', (given) => {
  expect(read(given)).toBe(EVENING);
});

it.each([
  ['03/04/2026 6:30 PM', 'MDY', EVENING],
  ['3/4/26, 6:30pm', 'MDY', EVENING],
  ['3/4/2026 18:30:00', 'MDY', EVENING],
  ['04.03.2026 18:30', 'DMY', EVENING],
  ['4-3-2026 18:30', 'DMY', EVENING],
  ['2026/03/04 18:30', 'MDY', EVENING],
  ['2026/03/04 18:30', 'DMY', EVENING],
  ['26/3/4 18:30', 'YMD', EVENING],
  ['12/31/2026 12:05 AM', 'MDY', '2026-12-31T00:05:00.000Z'],
  ['12/31/2026 12:05 PM', 'MDY', '2026-12-31T12:05:00.000Z'],
  ['3/4/2026', 'MDY', '2026-03-04T00:00:00.000Z'],
] as const)('reads %j in the order %s', (given, order, time) => {
  expect(read(given, order)).toBe(time);
});

it.each([
  ['2026-03-04T12:30:00', 'America/Chicago', EVENING],
  ['2026-07-04T12:30:00', 'America/Chicago', '2026-07-04T17:30:00.000Z'],
  ['2026-07-04', 'America/New_York', '2026-07-04T04:00:00.000Z'],
  ['2026-03-08T03:30:00', 'America/New_York', '2026-03-08T07:30:00.000Z'],
  ['2026-11-01T23:59:59', 'America/New_York', '2026-11-02T04:59:59.000Z'],
  ['2026-03-04T12:30:00-06:00', 'Asia/Tokyo', EVENING],
  ['1772649000', 'Asia/Tokyo', EVENING],
])('reads %j, where clocks show the time of %s unless it says otherwise', (given, zone, time) => {
  expect(read(given, 'MDY', zone)).toBe(time);
});

it.each([
  '',
  'yesterday',
  '2026-02-30',
  '2026-13-01',
  '13/04/2026',
  '2026-03-04T24:30:00Z',
  '2026-03-04T18:60:00Z',
  '3/4/2026 13:00 PM',
  '3/4/2026 0:00 AM',
  '1999-12-31T23:59:59Z',
  '2101-01-01',
  '0',
  0,
  177264900,
  17726490000,
  '946684799000',
  true,
  '2026-03-04T18:30:00Z2026-03-04T18:30:00Z2026',
])('finds no time in %j', (given) => {
  expect(read(given)).toBeNull();
});

it('reads what it wrote as the same, and never throws', () => {
  const moment = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-12-31'), noInvalidDate: true });
  const zone = fc.constantFrom('UTC', 'America/New_York', 'Asia/Kolkata');
  fc.assert(
    fc.property(moment, zone, fc.string({ unit: 'binary' }), (time, timeZone, text) => {
      expect(read(time.toISOString(), 'MDY', timeZone)).toBe(time.toISOString());
      expect(read(time.getTime(), 'MDY', timeZone)).toBe(time.getTime() < 1e12 ? null : time.toISOString());
      read(text, 'DMY', timeZone);
    }),
  );
});

it('knows time zones by their IANA names', () => {
  expect(['America/New_York', 'UTC'].map(isTimeZone)).toEqual([true, true]);
  expect(['', 'New York', 'Mars/Phobos'].map(isTimeZone)).toEqual([false, false, false]);
});
