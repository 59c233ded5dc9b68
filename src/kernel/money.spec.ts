import fc from 'fast-check';
import {
  compare,
  type Decimal,
  decimalsOf,
  fromNumeric,
  isPositive,
  largest,
  minus,
  parseAmount,
  plus,
} from './money.js';

const digits = (min: number, max: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((some) => some.join(''));
const amounts = fc.tuple(digits(1, 20), digits(1, 18)).map(([whole, part]) => `${whole}.${part}`);

/** The same amount as a whole number of its smallest unit: an arithmetic that shares no code with the one under test. */
function units(text: string): bigint {
  const negative = text.startsWith('-');
  const [whole = '', part = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + part.padEnd(18, '0'));
  return negative ? -value : value;
}

it.each([
  ['49.99', '49.99'],
  ['0.1000', '0.1'],
  ['007', '7'],
  ['35.000000', '35'],
  ['0', '0'],
  ['0.000000000000000001', '0.000000000000000001'],
  ['99999999999999999999.999999999999999999', '99999999999999999999.999999999999999999'],
  ['9007199254740993', '9007199254740993'],
])('reads %s as %s', (text, amount) => {
  expect(parseAmount(text)).toBe(amount);
});

it.each([
  ...['', ' ', '1 ', ' 1', '.5', '5.', '-1', '+1', '1e5', '1E5', '0x10', '1_0', '1,5', 'NaN', 'Infinity', '١٢'],
  ...['123456789012345678901', '0.1234567890123456789', `0.1${'0'.repeat(40)}`, `1${'0'.repeat(40)}`, '1.2.3', '1\n'],
])('takes %j for no amount', (text) => {
  expect(parseAmount(text)).toBeNull();
});

it.each([49.99, 1, null, undefined, {}, ['1'], true])('takes no value that is not text: %j', (value) => {
  expect(parseAmount(value)).toBeNull();
});

it('keeps every digit of what it reads, and of what a database pads', () => {
  fc.assert(
    fc.property(amounts, (text) => {
      const amount = parseAmount(text);
      expect(units(amount ?? '')).toBe(units(text));
      expect(fromNumeric(`${amount}${amount?.includes('.') ? '' : '.'}000`)).toBe(amount);
    }),
  );
});

it('adds, subtracts and compares without losing a unit', () => {
  fc.assert(
    fc.property(amounts, amounts, (one, other) => {
      const [a, b] = [parseAmount(one) as Decimal, parseAmount(other) as Decimal];
      expect(units(plus(a, b))).toBe(units(one) + units(other));
      expect(units(minus(a, b))).toBe(units(one) - units(other));
      expect(compare(a, b)).toBe(units(one) === units(other) ? 0 : units(one) > units(other) ? 1 : -1);
      expect(largest(a, b)).toBe(compare(a, b) >= 0 ? a : b);
    }),
  );
});

it('knows what is more than nothing, and how fine an amount is', () => {
  const amount = parseAmount('0.10') as Decimal;
  expect(isPositive(amount)).toBe(true);
  expect(isPositive(minus(amount, amount))).toBe(false);
  expect(decimalsOf(amount)).toBe(1);
  expect(decimalsOf(parseAmount('7') as Decimal)).toBe(0);
  expect(largest(null, amount)).toBe('0.1');
  expect(largest(null, null)).toBeNull();
});
