import fc from 'fast-check';
import { isSensitive, kindOf, soleUuidIn, type ValueKind } from './value-kind.domain.js';

const looksOf = (value: string | number | boolean, region = 'US'): string[] =>
  Object.entries(kindOf(value, region))
    .filter(([, likeness]) => likeness >= 0.8)
    .map(([look]) => look);

it.each<[string | number | boolean, (keyof ValueKind)[]]>([
  ['(555) 123-4567', ['phone']],
  ['+1 (214) 555‑0138', ['phone']],
  ['jane.doe@example.com', ['email']],
  ['a1b2c3d4-e5f6-7890-abcd-ef1234567890', ['uuid', 'id']],
  ['2026-03-04T18:30:00Z', ['date']],
  ['3/3/2026 4:55:31 PM', ['date']],
  [1772649000000, ['numeric', 'date', 'id']],
  [4512, ['numeric', 'id']],
  ['KB-2231', ['id', 'label']],
  ['Retainer Signed', ['status', 'label']],
  ['open', ['status', 'label', 'word', 'coarse']],
  ['Marisol Ana Quintero', ['person', 'label', 'word']],
  ['Quintero, Marisol A.', ['person', 'label']],
  ['Hernia Mesh', ['tort', 'label', 'word']],
  ['RU-SMITHLAW', ['caseCode', 'label']],
  ['Brightwater Legal Group', ['firm', 'label', 'word']],
  ['Client called and left a message about the kit.', ['sentence']],
  ['https://example.com/a', ['url']],
  [true, ['boolean']],
  ['Texas', ['region', 'label', 'word']],
])('sees what %j looks like', (value, looks) => {
  expect(looksOf(value)).toEqual(expect.arrayContaining(looks));
});

it.each<[string, keyof ValueKind]>([
  ['Home Primary Phone', 'person'],
  ['Jane Doe - Talc', 'person'],
  ['Retainer Signed', 'person'],
  ['Client hired another attorney', 'firm'],
  ['2155550119', 'date'],
  ['2026-03-04', 'id'],
])('does not take %j for what it is not: %s', (value, look) => {
  expect(kindOf(value, 'US')[look]).toBeLessThan(0.5);
});

it('finds the one UUID of a text, and none where there are two', () => {
  const id = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
  expect(soleUuidIn(`PAYME/${id.toUpperCase()}`)).toBe(id);
  expect(soleUuidIn(`${id} ${id}`)).toBeNull();
});

it.each([
  ['123-45-6789', true],
  ['4111 1111 1111 1111', true],
  ['(555) 123-4567', false],
  ['5551234567', false],
])('knows whether %s is an identity or card number', (text, sensitive) => {
  expect(isSensitive(text)).toBe(sensitive);
});

it('gives every value looks between 0 and 1, whatever it is', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.boolean()), (value) => {
      for (const likeness of Object.values(kindOf(value, 'US'))) {
        expect(likeness).toBeGreaterThanOrEqual(0);
        expect(likeness).toBeLessThanOrEqual(1);
      }
    }),
  );
});
