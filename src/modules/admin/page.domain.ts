/** `nextCursor` null: this is the end. `total` is of the whole list. */
export type Page<Item> = {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
  readonly total: number;
};

/** One page of a list from which one item more than `limit` was asked, so that it shows whether there is a next. */
export function pageOf<Item extends { readonly id: string }>(
  found: readonly Item[],
  limit: number,
  total: number,
): Page<Item> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: last && found.length > limit ? last.id : null, total };
}

/** A list that is short by nature. */
export function wholeList<Item>(items: readonly Item[]): Page<Item> {
  return { items, nextCursor: null, total: items.length };
}
