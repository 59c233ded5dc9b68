import type { DataSource } from 'typeorm';
import type { Tx } from '../../src/platform/database/transaction.js';
import type { OutboxEvent } from '../../src/platform/outbox/outbox.service.js';

/** What consumers did: a number an event, as often as it was done. */
export async function createEffects(source: DataSource): Promise<void> {
  await source.query('create table effect (number integer not null)');
}

/** A consumer's work: one effect an event, in the transaction that it was given. */
export async function noteEffects(tx: Tx, events: readonly OutboxEvent[]): Promise<void> {
  const numbers = events.map(({ data }) => numberOf(data));
  await tx.query('insert into effect select unnest($1::integer[])', [numbers]);
}

export function numberOf(data: unknown): number {
  return (data as { number: number }).number;
}

export async function effects(source: DataSource): Promise<number[]> {
  const rows = await source.query<{ number: number }[]>('select number from effect order by number');
  return rows.map(({ number }) => number);
}

/** Rows that are not done yet. */
export async function owed(source: DataSource): Promise<number> {
  const [row] = await source.query<{ rows: number }[]>('select count(*)::integer as rows from outbox');
  return row?.rows ?? 0;
}

/** Events that are owed and were handed to the queue. */
export async function queued(source: DataSource): Promise<number> {
  const [row] = await source.query<{ events: number }[]>(
    'select coalesce(sum(events), 0)::integer as events from outbox where enqueued_at is not null',
  );
  return row?.events ?? 0;
}

export async function failures(source: DataSource): Promise<number> {
  const [row] = await source.query<{ failures: number }[]>('select sum(failures)::integer as failures from outbox');
  return row?.failures ?? 0;
}

/** A row as `append` makes it, for the consumer `test.effect`; `elsewhere` keeps relay and reconciler off it. */
export async function plant(
  source: DataSource,
  number: number,
  queued: null | 'elsewhere',
  enqueuedAt = 'null',
): Promise<string> {
  const at = queued === 'elsewhere' ? `now() + interval '1 hour'` : enqueuedAt;
  const [row] = await source.query<{ id: string }[]>(
    `insert into outbox (id, topic, consumer, lane, data, created_at, enqueued_at)
     values (gen_random_uuid(), 'thing.happened', 'test.effect', 'notifications', $1, now(), ${at}) returning id`,
    [JSON.stringify({ number })],
  );
  return row?.id ?? '';
}
