/** What a consumer is told. */
export type OutboxEvent = { readonly id: string; readonly topic: string; readonly data: unknown };

/** A row's content: the data of a sole event, else each event's id and data. */
export type Kept = {
  /** The first event's. */
  readonly id: string;
  readonly topic: string;
  readonly data: unknown;
  /** How many. */
  readonly events: number;
};

type Packed = readonly Pick<OutboxEvent, 'id' | 'data'>[];

/**
 * Puts events of one topic into rows of `size` at most. A row of its own costs PostgreSQL as much as the change that it
 * tells of: it is inserted, claimed and deleted, each with its indexes.
 */
export function packed(events: readonly OutboxEvent[], size: number): Kept[] {
  const rows: Kept[] = [];
  for (let at = 0; at < events.length; at += size) {
    const [first, ...others] = events.slice(at, at + size);
    if (!first) continue;
    if (others.length === 0) rows.push({ ...first, events: 1 });
    else rows.push({ ...first, data: [first, ...others].map(idAndData), events: 1 + others.length });
  }
  return rows;
}

/** The events of a row, in the order in which they were told. */
export function eventsIn({ id, topic, data, events }: Kept): OutboxEvent[] {
  if (events === 1) return [{ id, topic, data }];
  return (data as Packed).map((event) => ({ ...event, topic }));
}

function idAndData({ id, data }: OutboxEvent): Packed[number] {
  return { id, data };
}
