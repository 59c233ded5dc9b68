import type { DataSource } from 'typeorm';
import { hasRedis } from './queue-legs.js';
import { flushRedis, ownRedis } from './redis.js';

/** Where a test's queues live, all its own. */
export type OwnQueue = {
  /** Undefined for PostgreSQL. */
  readonly redisUrl: string | undefined;
  /** Everything in it is gone, while everybody works. */
  readonly lose: (source: DataSource) => Promise<void>;
};

type Kind = 'PostgreSQL' | 'Redis';
export const QUEUE_KINDS: readonly Kind[] = hasRedis ? ['PostgreSQL', 'Redis'] : ['PostgreSQL'];

export async function ownQueue(kind: Kind): Promise<OwnQueue> {
  if (kind === 'PostgreSQL') return { redisUrl: undefined, lose: truncateQueue };
  const redis = await ownRedis();
  await redis.start();
  return { redisUrl: redis.url, lose: () => flushRedis(redis.url) };
}

async function truncateQueue(source: DataSource): Promise<void> {
  const tables = await source.query<{ name: string }[]>(
    `select format('bullmq.%I', tablename) as name from pg_tables where schemaname = 'bullmq' and tablename <> 'migration'`,
  );
  await source.query(`truncate ${tables.map(({ name }) => name).join(', ')}`);
}
