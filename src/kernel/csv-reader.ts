/** A line of CSV, and where it starts: the first is 1. */
export type CsvRow = { readonly line: number; readonly cells: readonly string[] };

/** What is wrong with a file that is no CSV. */
export class CsvError extends Error {
  override readonly name = 'CsvError';

  constructor(
    readonly line: number,
    sentence: string,
  ) {
    super(sentence);
  }
}

const LONGEST_CELL = 10_000;
const MOST_CELLS = 200;

/**
 * Reads CSV by RFC 4180 as it comes, piece by piece: quoted cells with line breaks and doubled quotes, CRLF or LF, a byte
 * order mark. An empty line is none. Nothing is kept but the row that is under way.
 */
export class CsvReader {
  #line = 1;
  #startedAt = 1;
  #cells: string[] = [];
  #cell = '';
  #state: 'start' | 'plain' | 'quoted' | 'quote' = 'start';
  #isFirst = true;

  /** The rows that this piece of the text completes. @throws CsvError */
  *read(piece: string): Generator<CsvRow> {
    for (const char of this.#unmarked(piece)) {
      const row = this.#take(char);
      if (row) yield row;
    }
  }

  /** The row that no line break follows. @throws CsvError */
  *end(): Generator<CsvRow> {
    if (this.#state === 'quoted') throw new CsvError(this.#startedAt, 'A quoted cell has no closing quote.');
    const row = this.#endRow();
    if (row) yield row;
  }

  #unmarked(piece: string): string {
    if (piece === '' || !this.#isFirst) return piece;
    this.#isFirst = false;
    return piece.startsWith('\uFEFF') ? piece.slice(1) : piece;
  }

  #take(char: string): CsvRow | null {
    if (this.#state === 'quoted') return this.#inQuotes(char);
    if (char === '\n') return this.#endLine();
    if (char === ',') return this.#endCell();
    if (char === '"') return this.#openQuote();
    if (char === '\r') return null;
    if (this.#state === 'quote') throw new CsvError(this.#line, 'Something follows the closing quote of a cell.');
    this.#state = 'plain';
    return this.#add(char);
  }

  #inQuotes(char: string): null {
    if (char === '"') {
      this.#state = 'quote';
      return null;
    }
    if (char === '\n') this.#line += 1;
    return this.#add(char);
  }

  /** At the start of a cell it opens it; after another one it is a quote of the text. */
  #openQuote(): null {
    if (this.#state === 'plain')
      throw new CsvError(this.#line, 'A quote stands inside a cell that does not begin with one.');
    if (this.#state === 'quote') this.#add('"');
    this.#state = 'quoted';
    return null;
  }

  #add(char: string): null {
    if (this.#cell.length >= LONGEST_CELL)
      throw new CsvError(this.#line, `A cell is longer than ${LONGEST_CELL} characters.`);
    this.#cell += char;
    return null;
  }

  #endCell(): null {
    if (this.#cells.length >= MOST_CELLS) throw new CsvError(this.#line, `A line has more than ${MOST_CELLS} cells.`);
    this.#cells.push(this.#cell);
    this.#cell = '';
    this.#state = 'start';
    return null;
  }

  #endLine(): CsvRow | null {
    const row = this.#endRow();
    this.#line += 1;
    this.#startedAt = this.#line;
    return row;
  }

  #endRow(): CsvRow | null {
    const isEmpty = this.#cells.length === 0 && this.#cell === '' && this.#state === 'start';
    if (isEmpty) return null;
    this.#endCell();
    const row = { line: this.#startedAt, cells: this.#cells };
    this.#cells = [];
    return row;
  }
}
