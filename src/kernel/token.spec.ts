import { hashToken, lastFour, newToken } from './token.js';

it('makes tokens of the prefix and 43 base62 characters, never the same twice', () => {
  const tokens = Array.from({ length: 500 }, () => newToken('pgw_live_'));
  for (const token of tokens) expect(token).toMatch(/^pgw_live_[0-9A-Za-z]{43}$/);
  expect(new Set(tokens).size).toBe(tokens.length);
});

it('draws every character equally often', () => {
  const drawn = Array.from({ length: 1_000 }, () => newToken('')).join('');
  const counts = new Map<string, number>();
  for (const character of drawn) counts.set(character, (counts.get(character) ?? 0) + 1);
  const expected = drawn.length / 62;
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(counts.size).toBe(62);
  // 61 degrees of freedom: beyond 150 once in ten billion runs. A byte taken modulo 62 gives about 700.
  expect(chiSquare).toBeLessThan(150);
});

it('stores a token as lower-case hex SHA-256', () => {
  expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

it('shows the last four characters', () => {
  expect(lastFour('pgw_live_abcd1234')).toBe('1234');
});
