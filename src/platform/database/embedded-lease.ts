import pg from 'pg';
import type { Postmaster } from './embedded-postmaster.js';

/**
 * This process's claim on a server that several processes may share: a shared advisory lock on a connection of its own,
 * so that the database itself ends the claim of a process that dies.
 */
export type Lease = {
  /** Gives the claim up. @returns true when nobody else has one, and nobody gets one before the server has ended */
  release(): Promise<boolean>;
};

/** `busy`: the server is there and starting, stopping, full or just being joined. `silent`: nothing answers. */
export type Answer = Lease | 'busy' | 'silent';

/** Two methods of pg 8 that its published types leave out. */
type LeaseClient = pg.Client & { ref(): void; unref(): void };

const CONNECT_LIMIT_MS = 3_000;
const QUERY_LIMIT_MS = 15_000;
const KEY = 7_426_001;
const WRONG_PASSWORD = '28P01';

/** Asks the server for a lease, and makes `database` when it has none of that name. */
export async function askForLease({ port }: Postmaster, password: string, database: string): Promise<Answer> {
  const client = clientOf(port, password);
  try {
    await client.connect();
    const { rows } = await client.query<{ leased: boolean }>('select pg_try_advisory_lock_shared($1) as leased', [KEY]);
    if (rows[0]?.leased) {
      await ensureDatabase(client, database);
      return leaseOn(client);
    }
    await close(client);
    return 'busy';
  } catch (error) {
    await close(client);
    return readFailure(error);
  }
}

async function ensureDatabase(client: pg.Client, name: string): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
  if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`);
}

function readFailure(error: unknown): Answer {
  if (!(error instanceof pg.DatabaseError)) return 'silent';
  if (error.code !== WRONG_PASSWORD) return 'busy';
  throw new Error('The running PostgreSQL refuses the password in postgres-password: put the right one back.');
}

function leaseOn(client: LeaseClient): Lease {
  // Idle from here on: it must not keep the process alive.
  client.unref();
  return {
    async release() {
      try {
        client.ref();
        await client.query('select pg_advisory_unlock_shared($1)', [KEY]);
        const { rows } = await client.query<{ last: boolean }>('select pg_try_advisory_lock($1) as last', [KEY]);
        if (rows[0]?.last) return true;
      } catch {
        // The claim was lost with its connection; the others' claims most likely were, too.
        return true;
      }
      await close(client);
      return false;
    },
  };
}

function clientOf(port: number, password: string): LeaseClient {
  const where = { host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres', ssl: false };
  const limits = { connectionTimeoutMillis: CONNECT_LIMIT_MS, query_timeout: QUERY_LIMIT_MS };
  const client = new pg.Client({ ...where, ...limits, application_name: 'gateway-lease' }) as LeaseClient;
  client.on('error', () => undefined);
  return client;
}

async function close(client: pg.Client): Promise<void> {
  await client.end().catch(() => undefined);
}
