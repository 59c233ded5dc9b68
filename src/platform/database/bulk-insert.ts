import { type Prepared, runPrepared } from './prepared.js';
import type { Tx } from './transaction.js';

/** Every property of a row and the PostgreSQL type of its column; the column is the property in snake case. */
type Columns<Row> = { readonly [Property in keyof Row & string]-?: string };

/** Inserts any number of rows with one prepared statement. JSON goes in as objects, everything else as the driver takes it. */
export class BulkInsert<Row extends object> {
  readonly #columns: [property: keyof Row & string, type: string][];
  readonly #statement: Prepared;

  /** `afterwards` is what follows the values: `on conflict … returning …`. */
  constructor(table: string, columns: Columns<Row>, afterwards = '') {
    this.#columns = Object.entries(columns) as [keyof Row & string, string][];
    const names = this.#columns.map(([property]) => snakeCase(property));
    const lists = this.#columns.map(([, type], at) => `$${at + 1}::${type}[]`);
    const text = `insert into ${table} (${names.join(', ')}) select * from unnest(${lists.join(', ')}) ${afterwards}`;
    this.#statement = { name: `insert_${table}`, text };
  }

  /** Answers what `afterwards` returns. */
  async run<Returned extends object = never>(tx: Tx, rows: readonly Row[]): Promise<Returned[]> {
    if (rows.length === 0) return [];
    const lists = this.#columns.map(([property, type]) => rows.map((row) => encoded(row[property], type)));
    return runPrepared<Returned>(tx, this.#statement, lists);
  }
}

function encoded(value: unknown, type: string): unknown {
  return type === 'jsonb' && value !== null ? JSON.stringify(value) : value;
}

/** `bodySha256` → `body_sha256` */
function snakeCase(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
