import { Writable } from 'node:stream';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { type Clock, SystemClock } from '../../src/kernel/clock.js';
import { type Config, readConfig } from '../../src/platform/config/config.js';
import { ConfigModule } from '../../src/platform/config/config.module.js';
import { DatabaseModule } from '../../src/platform/database/database.module.js';
import { sourceOptions } from '../../src/platform/database/source-options.js';
import { Transaction } from '../../src/platform/database/transaction.js';
import { createLogger, NestLogger } from '../../src/platform/logging/logging.js';
import type { Route } from '../../src/platform/outbox/event-routes.js';
import { OutboxModule } from '../../src/platform/outbox/outbox.module.js';
import { OutboxService } from '../../src/platform/outbox/outbox.service.js';
import { JobHandlers } from '../../src/platform/queue/job-handlers.js';
import { Maintenance } from '../../src/platform/queue/maintenance.js';
import { QueueModule } from '../../src/platform/queue/queue.module.js';
import { Queues } from '../../src/platform/queue/queues.js';
import { remember } from './started.js';

/** The platform without a feature: database, queue and outbox, working. */
export type Platform = {
  readonly source: DataSource;
  readonly transaction: Transaction;
  readonly handlers: JobHandlers;
  readonly maintenance: Maintenance;
  readonly outbox: OutboxService;
  readonly queues: Queues;
  /** What it logged so far. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
};

export type PlatformSettings = {
  readonly databaseUrl: string;
  /** Absent: queues live in PostgreSQL. */
  readonly redisUrl?: string | undefined;
  readonly routes?: Readonly<Record<string, readonly Route[]>>;
  readonly clock?: Clock;
  readonly change?: Partial<Config>;
  /** Registers handlers, before anything works. */
  readonly prepare?: (platform: Platform) => void;
};

@Module({})
class PlatformModule {}

/** Starts a platform; it is stopped after the test file unless the test stops it. */
export async function startPlatform(settings: PlatformSettings): Promise<Platform> {
  const { databaseUrl, redisUrl, routes = {}, clock = new SystemClock(), change, prepare } = settings;
  const source = await new DataSource(
    sourceOptions({ url: databaseUrl, pool: 8, statementTimeoutMs: 5_000 }),
  ).initialize();
  const config = { ...readConfig({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl }), ...change };
  const lines: string[] = [];
  const memory = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const imports = [
    ConfigModule.for(config, clock),
    DatabaseModule.for(source),
    QueueModule.for(config, databaseUrl),
    OutboxModule.for(routes),
  ];
  const logger = new NestLogger(createLogger('info', memory));
  const app = await NestFactory.create({ module: PlatformModule, imports }, { logger, abortOnError: false });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= app.close();
    return stopped;
  };
  remember(stop);
  const platform = {
    source,
    transaction: app.get(Transaction),
    handlers: app.get(JobHandlers),
    maintenance: app.get(Maintenance),
    outbox: app.get(OutboxService),
    queues: app.get(Queues),
    log: () => lines.join(''),
    stop,
  };
  prepare?.(platform);
  await app.init();
  return platform;
}
