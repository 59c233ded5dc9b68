/**
 * Gives every row at most one column and every column to at most one row, so that the sum of the gains is greatest.
 * Gains of 0 or less are never taken: a row may stay empty. The Hungarian method, O(rows² · columns).
 * @returns by row, its column, or -1
 */
export function assign(gains: readonly (readonly number[])[]): readonly number[] {
  const columns = gains.reduce((most, row) => Math.max(most, row.length), 0);
  // One empty column for every row, so that nobody is forced.
  const width = columns + gains.length;
  const costs = gains.map((row) =>
    Array.from({ length: width }, (_, at) => (at < columns ? -Math.max(0, row[at] ?? 0) : 0)),
  );
  const owners = new Matching(costs, width).owners();
  return gains.map((row, index) => {
    const column = owners.indexOf(index);
    return column < columns && (row[column] ?? 0) > 0 ? column : NONE;
  });
}

const NONE = -1;

/** Rows are matched one after the other along the cheapest augmenting path; potentials keep reduced costs at 0 or more. */
class Matching {
  readonly #rowPotential: number[];
  readonly #columnPotential: number[];
  readonly #owner: number[];

  constructor(
    private readonly costs: readonly (readonly number[])[],
    private readonly width: number,
  ) {
    this.#rowPotential = new Array<number>(costs.length).fill(0);
    this.#columnPotential = new Array<number>(width).fill(0);
    this.#owner = new Array<number>(width).fill(NONE);
  }

  owners(): readonly number[] {
    for (const row of this.costs.keys()) this.#place(row);
    return this.#owner;
  }

  #place(row: number): void {
    const search = new Search(this.width);
    let [current, column] = [row, NONE];
    do {
      const next = this.#reach(current, column, search);
      this.#shift(row, search.slackOf(next), search);
      search.close(next);
      column = next;
      current = this.#owner[column] ?? NONE;
    } while (current !== NONE);
    this.#augment(row, column, search);
  }

  /** @returns the cheapest column that the path has not reached */
  #reach(row: number, from: number, search: Search): number {
    for (const column of search.open) search.offer(column, this.#reduced(row, column), from);
    return search.cheapest();
  }

  #reduced(row: number, column: number): number {
    return (this.costs[row]?.[column] ?? 0) - (this.#rowPotential[row] ?? 0) - (this.#columnPotential[column] ?? 0);
  }

  /** Makes the cheapest column free of charge, for every row that the path has reached. */
  #shift(row: number, by: number, search: Search): void {
    add(this.#rowPotential, row, by);
    for (const column of search.closed) {
      add(this.#rowPotential, this.#owner[column] ?? 0, by);
      add(this.#columnPotential, column, -by);
    }
    search.lower(by);
  }

  #augment(row: number, end: number, search: Search): void {
    let column = end;
    while (column !== NONE) {
      const before = search.before(column);
      this.#owner[column] = before === NONE ? row : (this.#owner[before] ?? NONE);
      column = before;
    }
  }
}

/** The columns on the way to a free one: `closed` are reached, `open` are not. */
class Search {
  readonly open: Set<number>;
  readonly closed = new Set<number>();
  readonly #slack: number[];
  readonly #before: number[];

  constructor(width: number) {
    this.open = new Set(Array.from({ length: width }, (_, column) => column));
    this.#slack = new Array<number>(width).fill(Number.POSITIVE_INFINITY);
    this.#before = new Array<number>(width).fill(NONE);
  }

  slackOf(column: number): number {
    return this.#slack[column] ?? Number.POSITIVE_INFINITY;
  }

  before(column: number): number {
    return this.#before[column] ?? NONE;
  }

  offer(column: number, slack: number, from: number): void {
    if (slack >= this.slackOf(column)) return;
    this.#slack[column] = slack;
    this.#before[column] = from;
  }

  cheapest(): number {
    return [...this.open].reduce((least, column) => (this.slackOf(column) < this.slackOf(least) ? column : least));
  }

  close(column: number): void {
    this.open.delete(column);
    this.closed.add(column);
  }

  lower(by: number): void {
    for (const column of this.open) add(this.#slack, column, -by);
  }
}

function add(list: number[], at: number, by: number): void {
  list[at] = (list[at] ?? 0) + by;
}
