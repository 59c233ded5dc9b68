import fc from 'fast-check';
import { maskSensitiveNumbers } from './sensitive-numbers.js';

it.each([
  ['SSN 123-45-6789.', 'SSN •••-••-••••.'],
  ['123 45 6789', '••• •• ••••'],
  ['ssn:123.45.6789', 'ssn:•••.••.••••'],
  ['123 – 45 – 6789', '••• – •• – ••••'],
  ['4111111111111111', '••••••••••••••••'],
  ['card 4111 1111 1111 1111 123 exp 12/29', 'card •••• •••• •••• •••• 123 exp 12/29'],
  ['4111-1111-1111-1111', '••••-••••-••••-••••'],
  ['3782 822463 10005', '•••• •••••• •••••'],
  ['3056 930902 5904', '•••• •••••• ••••'],
  ['555-123-4567 123-45-6789', '555-123-4567 •••-••-••••'],
  ['4111111111111111 and 123-45-6789', '•••••••••••••••• and •••-••-••••'],
])('masks %j as %j', (text, masked) => {
  expect(maskSensitiveNumbers(text)).toBe(masked);
});

it.each([
  '4111111111111112',
  'call 555-123-4567 or 555-123-4568',
  'case 123456789',
  'claim 1234-56-7890',
  '2026-07-01 12.30',
  '12345678901234567890',
  '$1,234.56',
  '',
])('leaves %j as it is', (text) => {
  expect(maskSensitiveNumbers(text)).toBe(text);
});

it('finds every sixteen digits with a right check digit, whatever surrounds them', () => {
  const digits = fc.stringMatching(/^[2-6]\d{14}$/);
  const around = fc.stringMatching(/^[a-z ]{0,9}$/);
  fc.assert(
    fc.property(digits, around, around, (fifteen, before, after) => {
      const [card] = Array.from({ length: 10 }, (_, check) => `${fifteen}${check}`).filter(isLuhn);
      expect(maskSensitiveNumbers(`${before}${card}${after}`)).toBe(`${before}${'•'.repeat(16)}${after}`);
    }),
  );
});

/** The textbook form: doubled digits are summed digit by digit. */
function isLuhn(card: string): boolean {
  const doubled = Array.from(card, (digit, at) => (at % 2 === 0 ? String(Number(digit) * 2) : digit)).join('');
  return Array.from(doubled, Number).reduce((sum, digit) => sum + digit, 0) % 10 === 0;
}

it('leaves a megabyte of digits alone, where comparing each with all others would take minutes', () => {
  const text = '1 '.repeat(100_000) + '1'.repeat(1_000_000);
  expect(maskSensitiveNumbers(text)).toBe(text);
});
