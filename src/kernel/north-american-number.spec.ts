import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { cleanPhone } from './contact.js';
import { northAmericanNumber } from './north-american-number.js';

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const FORMS = [
  '+1ann',
  '+1 a n n',
  '+1 (a) e-n',
  '+1.a.e.n',
  'aen',
  '(a) e-n',
  '(a)e-n',
  'a-e-n',
  'a.e.n',
  '1aen',
  '1 (a) e-n',
  '1-a-e-n',
  '+1aen',
  '+1 a-e-n',
];

const written = fc
  .record({ form: fc.constantFrom(...FORMS), area: digits(3), exchange: digits(3), line: digits(4) })
  .map(({ form, area, exchange, line }) =>
    form
      .replace('a', area)
      .replace('e', exchange)
      .replace(/n+| n n/, line),
  );

it('reads and judges every number as the library does', () => {
  fc.assert(
    fc.property(written, fc.constantFrom('US', 'GB'), (text, region) => {
      const phone = parsePhoneNumberFromString(text, { defaultCountry: region as 'US', extract: false });
      const plain = northAmericanNumber(text, region === 'US');
      if (plain === null) return;
      expect([phone?.number, phone?.isPossible()]).toEqual([plain, true]);
      const cleaned = cleanPhone(text, region);
      if (cleaned) expect(cleaned).toEqual({ e164: phone?.number, valid: phone?.isValid() });
    }),
    { numRuns: 5_000 },
  );
});

it.each([
  ['+1 (202) 555-0123', '+12025550123'],
  ['(202)555-0123', '+12025550123'],
  ['202.555.0123', '+12025550123'],
  ['1-202-555-0123', '+12025550123'],
])('reads %s', (text, e164) => {
  expect(northAmericanNumber(text, true)).toBe(e164);
});

it.each(['+2025550123', '+44 20 7946 0123', '102 555 0123', '202 555 0123 x5', '(202 555-0123', '555-0123', ''])(
  'leaves %s to others',
  (text) => {
    expect(northAmericanNumber(text, true)).toBeNull();
  },
);

it('reads no number without its country code abroad', () => {
  expect(northAmericanNumber('202 555 0123', false)).toBeNull();
});
