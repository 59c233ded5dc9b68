import { arrayOf } from './arrays.js';
import { runPrepared } from './prepared.js';
import type { Tx } from './tx.js';
import type { Write } from './write.js';

/** Every property of a row and the PostgreSQL type of its column; the column is the property in snake case. */
type Columns<Row> = { readonly [Property in keyof Row & string]-?: string };

/** Inserts any number of rows with one statement. JSON goes in as objects, everything else as the driver takes it. */
export class BulkInsert<Row extends object> {
  readonly #columns: [property: keyof Row & string, type: string][];

  /** `afterwards` is what follows the values: `on conflict … returning …`. */
  constructor(
    private readonly table: string,
    columns: Columns<Row>,
    private readonly afterwards = '',
  ) {
    this.#columns = Object.entries(columns) as [keyof Row & string, string][];
  }

  /** The insert, to be sent with others; null when there is nothing to insert. */
  write(rows: readonly Row[]): Write | null {
    if (rows.length === 0) return null;
    const values = this.#columns.map(([property, type]) =>
      arrayOf(
        rows.map((row) => row[property]),
        type,
      ),
    );
    return { name: this.table, text: (first) => this.#text(first), values };
  }

  /** Inserts at once; answers what `afterwards` returns. */
  async run<Returned extends object = never>(tx: Tx, rows: readonly Row[]): Promise<Returned[]> {
    const write = this.write(rows);
    if (!write) return [];
    return runPrepared<Returned>(tx, { name: `insert_${this.table}`, text: write.text(1) }, [...write.values]);
  }

  #text(first: number): string {
    const names = this.#columns.map(([property]) => snakeCase(property));
    const lists = this.#columns.map(([, type], at) => `$${first + at}::${type}[]`);
    return `insert into ${this.table} (${names.join(', ')}) select * from unnest(${lists.join(', ')}) ${this.afterwards}`;
  }
}

/** `bodySha256` → `body_sha256` */
function snakeCase(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
