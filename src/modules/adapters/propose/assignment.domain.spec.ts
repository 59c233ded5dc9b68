import fc from 'fast-check';
import { assign } from './assignment.domain.js';

const gainOf = (gains: readonly (readonly number[])[], columns: readonly number[]): number =>
  columns.reduce((sum, column, row) => sum + (column < 0 ? 0 : (gains[row]?.[column] ?? 0)), 0);

/** The best sum by trying everything. */
function bestGain(gains: readonly (readonly number[])[], taken: ReadonlySet<number> = new Set()): number {
  const [first, ...rest] = gains;
  if (first === undefined) return 0;
  const choices = first.map((gain, column) =>
    gain > 0 && !taken.has(column) ? gain + bestGain(rest, new Set([...taken, column])) : 0,
  );
  return Math.max(bestGain(rest, taken), ...choices);
}

it('leaves a row empty rather than take what is worth nothing', () => {
  expect(assign([[0, -1]])).toEqual([-1]);
});

it('gives up the best of one row where all together gain by it', () => {
  const gains = [
    [10, 9],
    [8, 1],
  ];
  expect(assign(gains)).toEqual([1, 0]);
});

it('finds the greatest sum, and gives no column twice', () => {
  const row = fc.array(fc.integer({ min: -3, max: 9 }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 5 }), (gains) => {
      const columns = assign(gains);
      const taken = columns.filter((column) => column >= 0);
      expect(new Set(taken).size).toBe(taken.length);
      expect(gainOf(gains, columns)).toBe(bestGain(gains));
    }),
  );
});
