import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DataSource } from 'typeorm';
import { createApp } from '../../src/create-app.js';
import { ENTITIES } from '../../src/entities.js';
import { type Clock, SystemClock } from '../../src/kernel/clock.js';
import { ApiTokensService } from '../../src/modules/admin/api-tokens.service.js';
import { type Config, readConfig } from '../../src/platform/config/config.js';
import { sourceOptions } from '../../src/platform/database/source-options.js';
import { createLogger } from '../../src/platform/logging/logging.js';
import { freshDatabase } from './database.js';
import { TESTER } from './http.js';
import { type OwnRedis, ownRedis } from './redis.js';
import { remember } from './started.js';

/** A running gateway of this test file's own, over real HTTP. */
export type Gateway = {
  readonly app: NestExpressApplication;
  readonly baseUrl: string;
  readonly source: DataSource;
  readonly serviceToken: string;
  readonly adminToken: string;
  /** What it logged so far. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
};

export type GatewaySettings = {
  readonly databaseUrl?: string;
  /** Absent: queues live in PostgreSQL. */
  readonly redisUrl?: string;
  readonly clock?: Clock;
  readonly masterKey?: Buffer;
  readonly change?: Partial<Config>;
};

const MASTER_KEY = randomBytes(32);

/** Starts a gateway on a free port, by default on a database of its own. It is stopped after the test file. */
export async function startGateway(settings: GatewaySettings = {}): Promise<Gateway> {
  const url = settings.databaseUrl ?? (await freshDatabase()).url;
  const source = await new DataSource(
    sourceOptions({ url, pool: 8, statementTimeoutMs: 5_000, entities: ENTITIES }),
  ).initialize();
  const lines: string[] = [];
  const memory = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const given = {
    DATABASE_URL: url,
    PORT: '0',
    HOST: '127.0.0.1',
    DEMO: 'false',
    RECONCILE_AFTER_SECONDS: '1',
    ALLOW_PRIVATE_ENDPOINTS: '127.0.0.0/8,::1/128',
  };
  const config = {
    ...readConfig({ ...given, REDIS_URL: settings.redisUrl ?? (await redisOfThisFile()) }),
    ...settings.change,
  };
  const keys = { current: settings.masterKey ?? MASTER_KEY, previous: undefined };
  const parts = { config, source, keys, clock: settings.clock ?? new SystemClock() };
  const app = await createApp(parts, createLogger(process.env['TEST_LOG'] ?? 'info', memory));
  await app.listen(0, '127.0.0.1');
  const stop = stopper(app);
  remember(stop);
  const tokens = app.get(ApiTokensService);
  const { token: serviceToken } = await tokens.issue(TESTER, 'service', 'test');
  const { token: adminToken } = await tokens.issue(TESTER, 'admin', 'test');
  return { app, baseUrl: await app.getUrl(), source, serviceToken, adminToken, log: () => lines.join(''), stop };
}

let own: Promise<OwnRedis> | undefined;

/** In the project `e2e-redis` a Redis that the gateways of one file share, and no other file sees. */
async function redisOfThisFile(): Promise<string | undefined> {
  if (process.env['GATEWAY_QUEUE'] !== 'redis') return undefined;
  own ??= ownRedis();
  const redis = await own;
  started ??= redis.start();
  await started;
  return redis.url;
}

let started: Promise<void> | undefined;

function stopper(app: NestExpressApplication): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  return () => {
    stopped ??= app.close();
    return stopped;
  };
}
