import type pg from 'pg';
import type { Tx } from './transaction.js';

/**
 * A statement of the hot path. It has a name, so each connection parses and plans it once; a name stands for one text.
 */
export type Prepared = { readonly name: string; readonly text: string };

/** The rows of a prepared statement, in the open transaction. @throws pg.DatabaseError as PostgreSQL answers */
export async function runPrepared<Row extends object>(
  tx: Tx,
  { name, text }: Prepared,
  values: unknown[],
): Promise<Row[]> {
  if (!tx.queryRunner) throw new Error('A prepared statement runs in a transaction only');
  const client = (await tx.queryRunner.connect()) as pg.PoolClient;
  const { rows } = await client.query<Row>({ name, text, values });
  return rows;
}
