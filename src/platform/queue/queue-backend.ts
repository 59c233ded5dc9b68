import { once } from 'node:events';
import { createPostgresBackend, Queue, Worker, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';

/** The two classes BullMQ works with and the connection both share. */
export abstract class QueueBackend {
  abstract readonly name: 'redis' | 'postgres';
  abstract readonly queueClass: typeof Queue;
  abstract readonly workerClass: typeof Worker;
  abstract readonly connection: Redis | pg.Pool;
  /**
   * Whether workers may start before their server is there. Those on Redis wait for it; those on PostgreSQL keep the
   * result of their first connection for ever, and one that ran on would never work, or spin without yielding.
   */
  abstract readonly mayComeLater: boolean;
  /** False while the server is away: what it is asked then would wait in memory, and everything be asked at its return. */
  abstract isUp(): boolean;
  /** Waits until the server is reached or known to be away, a second at most. */
  abstract settled(): Promise<void>;
  abstract close(): Promise<void>;
}

const SETTLE_MS = 1_000;

/** A client cut off between two queries of BullMQ has no listener and would end the process; its next query fails anyway. */
function ignored(): void {}

function onRedis(url: string): QueueBackend {
  const connection = new Redis(url, { maxRetriesPerRequest: null }).setMaxListeners(0);
  connection.on('error', ignored);
  return {
    name: 'redis',
    queueClass: Queue,
    workerClass: Worker,
    connection,
    mayComeLater: true,
    isUp: () => connection.status === 'ready',
    settled: () => untilReady(connection),
    close: async () => connection.disconnect(),
  };
}

async function untilReady(connection: Redis): Promise<void> {
  if (connection.status === 'ready') return;
  const patience = AbortSignal.timeout(SETTLE_MS);
  await once(connection, 'ready', { signal: patience }).catch(ignored);
}

/** Each worker holds one connection for LISTEN; the rest serve the queries of queues and workers. */
const WORKING_CONNECTIONS = 8;

function onPostgres(connectionString: string, workers: number): QueueBackend {
  const classes = withBackend(createPostgresBackend);
  const connection = new pg.Pool({
    connectionString,
    max: workers + WORKING_CONNECTIONS,
    options: '-c search_path=bullmq',
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  }).setMaxListeners(0);
  connection.on('error', ignored);
  connection.on('connect', (client) => client.on('error', ignored));
  return {
    name: 'postgres',
    queueClass: classes.Queue as unknown as typeof Queue,
    workerClass: classes.Worker as unknown as typeof Worker,
    connection,
    mayComeLater: false,
    isUp: () => true,
    settled: async () => undefined,
    close: () => connection.end(),
  };
}

/** Redis when it has an address, else the queue's own tables in our database. Both pass the same tests. */
export function chooseBackend(redisUrl: string | undefined, databaseUrl: string, workers: number): QueueBackend {
  return redisUrl === undefined ? onPostgres(databaseUrl, workers) : onRedis(redisUrl);
}
