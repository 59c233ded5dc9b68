import { Readable } from 'node:stream';
import { csvLine } from '../../kernel/csv.js';
import { type Page, pageOf } from './page.domain.js';
import type { ListQuery } from './page.dto.js';

type Plain = string | number | boolean | Date | readonly unknown[];

/** A member of an item, or a member of one of its objects: `partner.slug`. */
type Column<Item> = {
  [Name in keyof Item & string]: NonNullable<Item[Name]> extends Plain
    ? Name
    : NonNullable<Item[Name]> extends object
      ? Name | `${Name}.${keyof NonNullable<Item[Name]> & string}`
      : Name;
}[keyof Item & string];

/** A list that is answered page by page as JSON, or from the cursor on as CSV. */
export type List<Item extends { readonly id: string }> = {
  readonly query: ListQuery;
  /** Of the CSV, in order; of an item that is missing in one, the cell is empty. */
  readonly columns: readonly Column<Item>[];
  /** Newest first: at most `limit`, those before the item with this id. */
  readonly find: (before: string | null, limit: number) => Promise<readonly Item[]>;
  /** How many there are in all; not asked for CSV. */
  readonly total: () => Promise<number>;
};

/** Of one CSV; who needs more goes on with the last line's id as `cursor`. */
const MOST_LINES = 50_000;
const LINES_AT_ONCE = 200;

/** What a query asks for beyond where in the list and in which form. */
export function filterOf<Query extends ListQuery>(query: Query): Omit<Query, keyof ListQuery> {
  const { cursor: _, limit: __, format: ___, ...filter } = query;
  return filter;
}

/** One page, as the query asks for it. */
export async function pageAnswer<Item extends { readonly id: string }>(list: List<Item>): Promise<Page<Item>> {
  const { cursor, limit } = list.query;
  const found = await list.find(cursor ?? null, limit + 1);
  return pageOf(found, limit, await list.total());
}

/**
 * All of it from the cursor on, at most 50,000 lines below the names of the columns. What the first lines need is read
 * before this answers, so that an error still has an answer of its own; a later one breaks the stream off.
 */
export async function csvAnswer<Item extends { readonly id: string }>(list: List<Item>): Promise<Readable> {
  const first = await list.find(list.query.cursor ?? null, LINES_AT_ONCE);
  return Readable.from(chunks(list, first));
}

async function* chunks<Item extends { readonly id: string }>(
  list: List<Item>,
  first: readonly Item[],
): AsyncGenerator<string> {
  yield csvLine(list.columns);
  let items = first;
  for (let sent = items.length; items.length > 0; sent += items.length) {
    yield items.map((item) => csvLine(list.columns.map((column) => valueAt(item, column)))).join('');
    const last = items.at(-1);
    if (!last || items.length < LINES_AT_ONCE || sent >= MOST_LINES) return;
    items = await list.find(last.id, LINES_AT_ONCE);
  }
}

function valueAt(item: object, column: string): unknown {
  const [name = '', member] = column.split('.');
  const value = (item as Record<string, unknown>)[name];
  if (member === undefined) return value;
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[member] : null;
}
