import fc from 'fast-check';
import { dedupeKeyOf, eventIdsOf } from './dedupe.domain.js';

const NOW = new Date('2026-03-04T12:00:00Z');
const FIELDS = { LeadId: 'a', Status: 'Signed', Message: null };
const report = { scope: ['firm', 'live'] as const, fields: FIELDS, eventId: null };
const keyOf = (change: object) => dedupeKeyOf({ ...report, ...change }, NOW).key.toString('hex');

it('knows equal content of one sender for a day', () => {
  const { key, until } = dedupeKeyOf(report, NOW);
  expect(until).toEqual(new Date('2026-03-05T12:00:00Z'));
  expect(dedupeKeyOf({ ...report, fields: { ...FIELDS } }, new Date(0)).key).toEqual(key);
});

it('does not depend on the order of members', () => {
  expect(keyOf({ fields: { Message: null, Status: 'Signed', LeadId: 'a' } })).toBe(keyOf({}));
});

it.each([
  ['another partner', { scope: ['other', 'live'] }],
  ['the other environment', { scope: ['firm', 'sandbox'] }],
  ['another value', { fields: { ...FIELDS, Status: 'Filed' } }],
  ['a further value', { fields: { ...FIELDS, Message: 'null' } }],
  ['values in other fields', { fields: { LeadId: 'Signed', Status: 'a', Message: null } }],
  ['an event id', { eventId: 'a' }],
])('takes %s for no repeat', (_, change) => {
  expect(keyOf(change)).not.toBe(keyOf({}));
});

it('knows the same event of the sender for good, whatever it says', () => {
  const { key, until } = dedupeKeyOf({ ...report, eventId: 'e-1' }, NOW);
  expect(until).toBeNull();
  expect(keyOf({ eventId: 'e-1', fields: { Status: 'Filed' } })).toBe(key.toString('hex'));
  expect(keyOf({ eventId: 'e-2' })).not.toBe(key.toString('hex'));
  expect(keyOf({ eventId: 'e-1', scope: ['other', 'live'] })).not.toBe(key.toString('hex'));
});

it('tells any two different reports apart', () => {
  const text = fc.option(fc.string({ maxLength: 3 }));
  const fields = fc.record({ LeadId: text, Status: text, Message: text });
  fc.assert(
    fc.property(fields, fields, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(keyOf({ fields: one }) === keyOf({ fields: other })).toBe(same);
    }),
  );
});

describe('the event ids of one body', () => {
  const said = (eventId: string | null, Status: string) => ({ eventId, fields: { LeadId: 'a', Status } });

  it('stay as they were sent where each names one thing, repeated or not', () => {
    expect(eventIdsOf([said('1', 'Signed'), said('2', 'Filed'), said('1', 'Signed'), said(null, 'New')])).toEqual([
      ...['1', '2', '1'],
      null,
    ]);
  });

  it('are told apart by content where one names several things, and the same again when the body is', () => {
    const body = [said('1', 'Signed'), said('1', 'Filed')];
    const [one, other] = eventIdsOf(body);
    expect([one, other]).toEqual([expect.stringMatching(/^1#[0-9a-f]{16}$/), expect.stringMatching(/^1#/)]);
    expect(one).not.toBe(other);
    expect(eventIdsOf([...body].reverse())).toEqual([other, one]);
  });

  it('are none where none is sent, however many updates there are', () => {
    expect(eventIdsOf([said(null, 'Signed'), said(null, 'Filed')])).toEqual([null, null]);
  });
});
