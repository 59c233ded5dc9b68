import fc from 'fast-check';
import { clean } from './cleaners.domain.js';
import { TARGETS } from './inbound-adapter.domain.js';

const ID = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
const cleaned = (field: (typeof TARGETS)[number], given: unknown, region = 'US') =>
  clean(field, given, { phoneRegion: region }).value;

it.each([
  [ID, ID],
  [ID.toUpperCase(), ID],
  [` ${ID}\n`, ID],
  [`PAYME/${ID}`, ID],
  [`urn:uuid:${ID.toUpperCase()}?v=2`, ID],
  [`${ID} ${ID}`, `${ID} ${ID}`],
  ['test-lead-uuid-from-outbound', 'test-lead-uuid-from-outbound'],
  ['A1B2C3D4E5F67890ABCDEF1234567890', 'A1B2C3D4E5F67890ABCDEF1234567890'],
  [4512, '4512'],
  ['x'.repeat(201), null],
])('reads the LeadId of %j: the one UUID that is in it, else the text', (given, value) => {
  expect(cleaned('LeadId', given)).toBe(value);
});

it.each(['Status', 'SubStatus', 'LawFirm'] as const)('writes the inner spaces of a %s as one', (field) => {
  expect(cleaned(field, '  Retainer \t\n Signed\u0000 ')).toBe('Retainer Signed');
});

it('takes a Status of 500 characters, and no longer one', () => {
  expect(cleaned('Status', 'x'.repeat(500))).toBe('x'.repeat(500));
  expect(cleaned('Status', 'x'.repeat(501))).toBeNull();
});

it.each([
  ['Signed.', 'Signed'],
  ['Signed .', 'Signed'],
  ['Pending...', 'Pending...'],
  ['No. 5', 'No. 5'],
  ['.', '.'],
])('reads the Status and SubStatus %j as %j: a sentence ends with a full stop, a status does not', (given, value) => {
  expect([cleaned('Status', given), cleaned('SubStatus', given)]).toEqual([value, value]);
});

it('reads names and times as people write them', () => {
  expect(cleaned('ContactName', 'Doe, Ms. Jane')).toBe('Jane Doe');
  expect(cleaned('EventTime', 1772649000)).toBe('2026-03-04T18:30:00.000Z');
  const defaults = { phoneRegion: 'US', timeZone: 'America/Chicago', dateOrder: 'DMY' } as const;
  expect(clean('EventTime', '4/3/2026 12:30', defaults)).toEqual({ value: '2026-03-04T18:30:00.000Z' });
});

it('does not look at a text of more than 2,000 characters, but for the beginning of a message', () => {
  for (const field of TARGETS.filter((one) => one !== 'Message')) {
    expect(cleaned(field, `${' '.repeat(2_000)}2026-03-04`)).toBeNull();
  }
  expect(cleaned('Message', `${' '.repeat(3_000)}Called.${'x'.repeat(1_000_000)}`)).toMatch(/^Called\.x{1993}$/);
});

it.each(['CaseCode', 'ExternalLeadId'] as const)('keeps letter case and inner spaces of a %s', (field) => {
  expect(cleaned(field, ' RU-Smith  Law ')).toBe('RU-Smith  Law');
});

it.each([
  [123, '123'],
  [0, null],
  ['9007199254740993', '9007199254740993'],
  [Number.MAX_SAFE_INTEGER, '9007199254740991'],
  [Number.MAX_SAFE_INTEGER + 1, null],
  [1.5, null],
  [Number.NaN, null],
])('takes the ExternalLeadId %p only when no digit of it can be lost', (given, value) => {
  expect(cleaned('ExternalLeadId', given)).toBe(value);
});

it.each(['0', 'N/A', ' null ', 'none', 'TEST', '-'])(
  'takes the ExternalLeadId and EventId %j for no value: it stands for every one',
  (given) => {
    expect([cleaned('ExternalLeadId', given), cleaned('EventId', given)]).toEqual([null, null]);
  },
);

it.each([
  ['5551234567', '+15551234567', 'phone_not_valid'],
  ['(202) 555-0123', '+12025550123', undefined],
  ['+44 20 7183 8750', '+442071838750', undefined],
])('reads the phone %j, and warns when it is in no plan', (given, value, warning) => {
  expect(clean('ContactPhone', given, { phoneRegion: 'US' })).toEqual(
    warning === undefined ? { value } : { value, warning },
  );
});

it('reads a phone without a country code in its region', () => {
  expect(cleaned('ContactPhone', '020 7183 8750', 'GB')).toBe('+442071838750');
});

it.each(['N/A', '0000000000', '1234567890', '0123456789', 'call me', '12'])(
  'takes the phone %j for no value',
  (given) => {
    expect(clean('ContactPhone', given, { phoneRegion: 'US' })).toEqual({ value: null });
  },
);

it.each([
  ['ContactEmail', ' Jane.Doe+x@Example.COM ', 'jane.doe+x@example.com'],
  ['ContactEmail', 'jane@localhost', null],
  ['ContactEmail', 'a@b@example.com', null],
  ['ContactName', ' Zoe\u0308   Núñez ', 'Zoë Núñez'],
  ['Message', 'SSN 123-45-6789, thanks', 'SSN •••-••-••••, thanks'],
  ['Message', true, 'true'],
] as const)('cleans the %s %j', (field, given, value) => {
  expect(cleaned(field, given)).toBe(value);
});

it('never answers what a database refuses: NUL, half surrogates, empty text', () => {
  const given = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('\0', '\ud800', '\udfff', 'a', ' ') }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...TARGETS), given, (field, text) => {
      const value = cleaned(field, text);
      if (value === null) return;
      expect(value).not.toBe('');
      expect(value.isWellFormed()).toBe(true);
      expect(value).not.toContain('\0');
    }),
  );
});

it('cleans what is clean to itself, so that a repeat is known as one', () => {
  fc.assert(
    fc.property(fc.constantFrom(...TARGETS), fc.string({ unit: 'binary' }), (field, text) => {
      const value = cleaned(field, text);
      if (value !== null) expect(cleaned(field, value)).toBe(value);
    }),
  );
});
