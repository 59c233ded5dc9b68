import { cleanBirthDate, cleanState } from './contact-facts.domain.js';

it.each([
  ['CA', 'CA'],
  ['ca', 'CA'],
  [' New  York ', 'NY'],
  ['TEXAS', 'TX'],
  ['District of Columbia', 'DC'],
  ['XX', null],
  ['Bavaria', null],
  ['constructor', null],
  ['', null],
])('reads %j as the state %j', (text, state) => {
  expect(cleanState(text)).toBe(state);
});

it.each([
  ['1985-03-15', 'MDY', '1985-03-15'],
  ['1985-3-5T00:00:00Z', 'MDY', '1985-03-05'],
  ['03/15/1985', 'MDY', '1985-03-15'],
  ['15.03.1985', 'DMY', '1985-03-15'],
  ['1985/03/15', 'DMY', '1985-03-15'],
  ['15/03/1985', 'MDY', null],
  ['03/15/85', 'MDY', null],
  ['2023-02-29', 'MDY', null],
  ['0085-03-15', 'MDY', null],
  ['1885-03-15', 'MDY', null],
  ['03-15/1985', 'MDY', null],
  ['soon', 'MDY', null],
  ['479692800', 'MDY', null],
  [`1985-03-15 ${'x'.repeat(100)}`, 'MDY', null],
] as const)('reads %j in the order %s as the day %j', (text, order, day) => {
  expect(cleanBirthDate(text, order)).toBe(day);
});
