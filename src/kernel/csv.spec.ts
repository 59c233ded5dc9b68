import { csvLine } from './csv.js';

it.each([
  ['plain text', 'Signed', 'Signed'],
  ['a comma', 'Doe, Jane', '"Doe, Jane"'],
  ['a quote', 'the "first"', '"the ""first"""'],
  ['a line break', 'one\r\ntwo', '"one\r\ntwo"'],
  ['outer spaces', ' kept ', '" kept "'],
  ['null', null, ''],
  ['nothing', undefined, ''],
  ['false', false, 'false'],
  ['zero', 0, '0'],
  ['a time', new Date('2026-03-04T18:30:00.000Z'), '2026-03-04T18:30:00.000Z'],
  ['an object', { a: ['x', 1] }, '"{""a"":[""x"",1]}"'],
  ['a letter beyond ASCII', 'Müller 😀', 'Müller 😀'],
])('writes %s', (_, value, cell) => {
  expect(csvLine([value])).toBe(`${cell}\r\n`);
});

it.each(['=1+1', '+12025550143', '-2+3', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\u200B=1', '＝1+1', '＠x'])(
  'disarms the formula %j',
  (text) => {
    expect(csvLine([text]).replace(/^"/, '')).toMatch(/^'/);
  },
);

it('disarms what only looks quoted', () => {
  expect(csvLine(['=HYPERLINK("http://x","y")'])).toBe(`"'=HYPERLINK(""http://x"",""y"")"\r\n`);
});

it.each(['-5.00', '-0.000000000000000001', '12'])('leaves the number %s alone', (text) => {
  expect(csvLine([text])).toBe(`${text}\r\n`);
});

it('ends each line as RFC 4180 does', () => {
  expect(csvLine(['a', null, 'b'])).toBe('a,,b\r\n');
});
