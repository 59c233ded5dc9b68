import { freshRandom } from './random-pool.js';

it('never hands out the same bytes twice, across refills', () => {
  const seen = new Set(Array.from({ length: 5_000 }, () => freshRandom(16).toString('hex')));
  expect(seen.size).toBe(5_000);
});

it('gives as many bytes as were asked for, which nothing else shares', () => {
  const one = freshRandom(12);
  const before = one.toString('hex');
  for (let i = 0; i < 2_000; i += 1) freshRandom(12);
  expect(one).toHaveLength(12);
  expect(one.toString('hex')).toBe(before);
});

it('refuses more than it draws at once', () => {
  expect(() => freshRandom(8_193)).toThrow(RangeError);
});
