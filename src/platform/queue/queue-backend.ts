import { createPostgresBackend, Queue, Worker, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';

/** The two classes BullMQ works with and the connection both share. */
export abstract class QueueBackend {
  abstract readonly name: 'redis' | 'postgres';
  abstract readonly queueClass: typeof Queue;
  abstract readonly workerClass: typeof Worker;
  abstract readonly connection: Redis | pg.Pool;
  abstract close(): Promise<void>;
}

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
    close: async () => connection.disconnect(),
  };
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
    close: () => connection.end(),
  };
}

/** Redis when it has an address, else the queue's own tables in our database. Both pass the same tests. */
export function chooseBackend(redisUrl: string | undefined, databaseUrl: string, workers: number): QueueBackend {
  return redisUrl === undefined ? onPostgres(databaseUrl, workers) : onRedis(redisUrl);
}
