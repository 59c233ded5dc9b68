import type { Writable } from 'node:stream';
import type pg from 'pg';
import { connectionOf, type Tx } from './tx.js';

/**
 * A statement of the hot path. It has a name, so each connection parses and plans it once; a name stands for one text.
 */
export type Prepared = { readonly name: string; readonly text: string };

/** The rows of a prepared statement, in the open transaction; it is sent before this returns. @throws pg.DatabaseError as PostgreSQL answers */
export async function runPrepared<Row extends object>(
  tx: Tx,
  { name, text }: Prepared,
  values: unknown[],
): Promise<Row[]> {
  const client: Connected = connectionOf(tx);
  travelTogether(client);
  const { rows } = await client.query<Row>({ name, text, values });
  return rows;
}

/** node-postgres has the socket at this place since its first version; without it, statements only travel one by one. */
type Connected = pg.PoolClient & { readonly connection?: { readonly stream?: Writable } };

const held = new WeakSet<Writable>();

/** Statements that are sent in one turn of the event loop leave in one message: a system call each was a fifth of the work. */
function travelTogether({ connection }: Connected): void {
  const stream = connection?.stream;
  if (!stream || held.has(stream)) return;
  held.add(stream);
  stream.cork();
  queueMicrotask(() => {
    process.nextTick(() => {
      held.delete(stream);
      stream.uncork();
    });
  });
}
