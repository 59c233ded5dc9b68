import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { ENTITIES } from './src/entities.js';
import { readConfig } from './src/platform/config/config.js';
import { embeddedUrl } from './src/platform/database/embedded-postgres.js';
import { sourceOptions } from './src/platform/database/source-options.js';

const config = readConfig(process.env);

/** The one DataSource: `main.ts` hands it to the app, the TypeORM CLI finds it as `-d dist/ormconfig.js`. */
export const dataSource = new DataSource(
  sourceOptions({
    url: config.databaseUrl ?? embeddedUrl(config.dataDir),
    entities: ENTITIES,
    pool: config.databasePool,
    statementTimeoutMs: config.role === 'worker' ? 30_000 : 5_000,
  }),
);
