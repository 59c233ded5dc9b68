import fc from 'fast-check';
import { csvLine } from './csv.js';
import { CsvReader, type CsvRow } from './csv-reader.js';

function read(...pieces: string[]): CsvRow[] {
  const reader = new CsvReader();
  return [...pieces.flatMap((piece) => [...reader.read(piece)]), ...reader.end()];
}

const cellsOf = (...pieces: string[]) => read(...pieces).map(({ cells }) => cells);

it.each<[string, string, string[][]]>([
  [
    'plain lines',
    'a,b\r\nc,d\r\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a last line without a break',
    'a,b\nc,d',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['quoted commas, quotes and line breaks', '"a,1","say ""x""","two\r\nlines"\n', [['a,1', 'say "x"', 'two\r\nlines']]],
  ['empty cells', ',\n""\n', [['', ''], ['']]],
  ['empty lines', 'a\n\n\nb\n', [['a'], ['b']]],
  ['a byte order mark', '\uFEFFa\n', [['a']]],
  ['characters beyond the first plane', 'Müller,😀\n', [['Müller', '😀']]],
])('reads %s', (_, text, rows) => {
  expect(cellsOf(text)).toEqual(rows);
});

it('says on which line a row starts', () => {
  expect(read('a\n"b\nb"\n\nc\n').map(({ line }) => line)).toEqual([1, 2, 5]);
});

it.each([
  ['a"b\n', 1, 'A quote stands inside'],
  ['a\n"b" c\n', 2, 'Something follows'],
  ['a\n"b\n', 2, 'no closing quote'],
  ['x'.repeat(10_001), 1, 'longer than'],
  [','.repeat(300), 1, 'more than 200 cells'],
])('refuses %j', (text, line, sentence) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ line, message: expect.stringContaining(sentence) }));
});

it('reads back what is written, in whatever pieces it comes', () => {
  // A line break in front would be disarmed as it is written.
  const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'é', '😀', ' ') });
  const cell = text.map((some) => `a${some}`);
  const row = fc.array(cell, { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(row), fc.integer({ min: 1, max: 7 }), (rows, size) => {
      const written = rows.map((cells) => csvLine(cells)).join('');
      const pieces = Array.from({ length: Math.ceil(written.length / size) }, (_, at) =>
        written.slice(at * size, (at + 1) * size),
      );
      expect(cellsOf(...pieces)).toEqual(rows);
    }),
  );
});
