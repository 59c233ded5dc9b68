import fc from 'fast-check';
import { firstIdOf, isUuid, newId, timeOf } from './uuid.js';

const LAST_V7_MS = 2 ** 48 - 1;
const times = fc.date({ min: new Date(0), max: new Date('2200-01-01T00:00:00Z'), noInvalidDate: true });
const v7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

it('makes lower-case UUIDs of version 7 that carry the given millisecond', () => {
  fc.assert(
    fc.property(times, (now) => {
      const id = newId(now);
      expect(id).toMatch(v7);
      expect(timeOf(id)).toEqual(now);
    }),
  );
});

it('keeps the order in which ids of one millisecond are made, and repeats none', () => {
  const now = new Date('2026-07-01T12:00:00.123Z');
  const ids = Array.from({ length: 20_000 }, () => newId(now));
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

it('follows the clock it is given, backwards too', () => {
  const early = new Date('2026-07-01T12:00:00.000Z');
  const late = new Date('2026-07-01T12:00:00.001Z');
  expect([newId(late), newId(early), newId(late)].map(timeOf)).toEqual([late, early, late]);
});

it('bounds a millisecond from below: after every id before it, not after any id of it', () => {
  fc.assert(
    fc.property(times, (time) => {
      const bound = firstIdOf(time);
      expect(bound <= newId(time)).toBe(true);
      expect(bound > newId(new Date(time.getTime() - 1))).toBe(time.getTime() > 0);
      expect(timeOf(bound)).toEqual(time);
    }),
  );
});

it('writes the bound as first_id_of does in SQL', () => {
  expect(firstIdOf(new Date('2026-01-01T00:00:00.000Z'))).toBe('019b76da-a800-0000-0000-000000000000');
  expect(firstIdOf(new Date(0))).toBe('00000000-0000-0000-0000-000000000000');
  expect(timeOf('ffffffff-ffff-7fff-bfff-ffffffffffff').getTime()).toBe(LAST_V7_MS);
});

it.each([
  '00000000-0000-0000-0000-000000000000',
  '123E4567-E89B-12D3-A456-426614174000',
  'f47ac10b-58cc-4372-a567-0e02b2c3d479',
])('takes %s for a UUID', (text) => {
  expect(isUuid(text)).toBe(true);
});

it.each([
  '',
  'f47ac10b58cc4372a5670e02b2c3d479',
  ' f47ac10b-58cc-4372-a567-0e02b2c3d479',
  'f47ac10b-58cc-4372-a567-0e02b2c3d479\n',
  '{f47ac10b-58cc-4372-a567-0e02b2c3d479}',
  'g47ac10b-58cc-4372-a567-0e02b2c3d479',
])('does not take %j for a UUID', (text) => {
  expect(isUuid(text)).toBe(false);
});
