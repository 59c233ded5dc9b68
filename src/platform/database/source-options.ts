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

/** A pool client cut off between two queries has no other listener and would end the process; its next query fails anyway. */
function ignored(): void {}

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
      // Statements of one transaction that are handed over together travel together.
      pipeline: true,
      statement_timeout: statementTimeoutMs,
      lock_timeout: 2_000,
      idle_in_transaction_session_timeout: 10_000,
      options: '-c timezone=UTC',
    },
  };
}
