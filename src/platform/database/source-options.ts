import type pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { MIGRATIONS } from './migrations/index.js';

export type SourceSettings = {
  readonly url: string;
  /** Connections at most. */
  readonly pool: number;
  /** Longest statement, in milliseconds. */
  readonly statementTimeoutMs: number;
  /** Rows that repositories ask for by class; migrating needs none. */
  readonly entities?: readonly (new () => object)[];
};

/** Whoever uses a lost client learns it from the next query. */
function ignored(): void {}

/**
 * A client lost while nobody listens ends the process. TypeORM listens a turn after it got the client, and the end may
 * have come in the same packet as the welcome.
 */
function guard(client: pg.Client): void {
  client.on('error', ignored);
}

/** The one way to reach the database: the app, the TypeORM CLI and the tests build their DataSource from it. */
export function sourceOptions({ url, pool, statementTimeoutMs, entities = [] }: SourceSettings): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    applicationName: 'partner-gateway',
    entities: [...entities],
    migrations: [...MIGRATIONS],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    poolSize: pool,
    poolErrorHandler: ignored,
    extra: {
      connectionTimeoutMillis: 1_500,
      keepAlive: true,
      onConnect: guard,
      // Statements of one transaction that are handed over together travel together.
      pipeline: true,
      statement_timeout: statementTimeoutMs,
      lock_timeout: 2_000,
      idle_in_transaction_session_timeout: 10_000,
      options: '-c timezone=UTC',
    },
  };
}
