import { once } from 'node:events';
import { Queue, Worker, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import type pg from 'pg';
import { createWakefulBackend, openQueuePool } from './postgres-queue.js';

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

/** An error that the next command tells of anyway. */
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

function onPostgres(connectionString: string, workers: number): QueueBackend {
  const classes = withBackend(createWakefulBackend);
  const connection = openQueuePool(connectionString, workers);
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
