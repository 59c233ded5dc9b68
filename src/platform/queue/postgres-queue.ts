import { createPostgresBackend } from 'bullmq';
import pg from 'pg';

/** Each worker holds one connection for LISTEN; the rest serve the queries of queues and workers. */
const WORKING_CONNECTIONS = 8;
/** A worker looks for jobs by itself this often at least. */
const LOOK_SECONDS = 5;

/** What is said of a connection lost in the pool; whoever asks next gets another one. */
function ignored(): void {}

/** The connections of the queues and of so many workers. */
export function openQueuePool(connectionString: string, workers: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max: workers + WORKING_CONNECTIONS,
    options: '-c search_path=bullmq',
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  }).setMaxListeners(0);
  pool.on('error', ignored);
  pool.on('connect', hearFirst);
  return pool;
}

/**
 * A client that is lost while nobody listens ends the process, and whoever is just getting it would keep a dead one: the
 * loss is said again a turn later, when they listen.
 */
function hearFirst(client: pg.PoolClient): void {
  let isRepeated = false;
  client.on('error', (error) => {
    if (isRepeated || client.listenerCount('error') > 1) return;
    isRepeated = true;
    setImmediate(() => client.emit('error', error));
  });
}

/**
 * BullMQ's backend for workers that outlive their connections. After an error a worker sleeps for up to an hour unless it
 * is notified (bullmq 6.7, `maximumBlockTimeout`); a LISTEN connection lost between subscribing and falling asleep is not
 * noticed, and nothing would wake it.
 */
export const createWakefulBackend: typeof createPostgresBackend = (name, options, more) => {
  const backend = createPostgresBackend(name, options, more);
  Object.defineProperty(backend, 'maximumBlockTimeout', { value: LOOK_SECONDS });
  backend.connection.on('listenerinvalidated', () => {
    setImmediate(async () => {
      await backend.disconnectBlocking();
      await backend.reconnectBlocking();
    });
  });
  return backend;
};
