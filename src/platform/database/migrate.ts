import { runMigrations as runQueueMigrations } from 'bullmq';
import pg from 'pg';
import type { DataSource } from 'typeorm';

/** Any constant: the key of the session lock that one migrating process holds. */
const LOCK = 7_022_026;

/**
 * Brings the database to this version: our migrations, then those of the queue's tables. Any number of processes may
 * call it at once; one works, the others wait for it and find nothing to do.
 *
 * @throws whatever PostgreSQL answers; a failed migration is rolled back
 */
export async function migrate(source: DataSource, url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await source.runMigrations();
    await runQueueMigrations(client);
  } finally {
    await client.end();
  }
}
