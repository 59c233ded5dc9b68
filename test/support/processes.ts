import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DataSource } from 'typeorm';
import { ENTITIES } from '../../src/entities.js';
import { SystemClock } from '../../src/kernel/clock.js';
import { ApiTokensRepository } from '../../src/modules/admin/api-tokens.repository.js';
import { ApiTokensService } from '../../src/modules/admin/api-tokens.service.js';
import { AuditRepository } from '../../src/platform/audit/audit.repository.js';
import { AuditService } from '../../src/platform/audit/audit.service.js';
import { sourceOptions } from '../../src/platform/database/source-options.js';
import { Transaction } from '../../src/platform/database/transaction.js';
import { freshDatabase } from './database.js';
import { newDirectory } from './embedded-server.js';
import { type Reachable, TESTER } from './http.js';
import { remember } from './started.js';

const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const MASTER_KEY = randomBytes(32).toString('base64');

/** A gateway as it is deployed: `main.js` in a process of its own. Killed after the test file unless it ended before. */
export type RunningProcess = {
  readonly baseUrl: string;
  readonly pid: number;
  /** What it logged and reported so far. */
  readonly log: () => string;
  /** Its exit code once it has ended; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** SIGKILL: it finishes nothing. Resolves when it is gone. */
  readonly kill: () => Promise<void>;
};
export type GatewayProcess = RunningProcess & Reachable;
export type Variables = Readonly<Record<string, string>>;

/** One database, one queue and the tokens for it: what any number of processes share. */
export type Installation = {
  readonly databaseUrl: string;
  readonly source: DataSource;
  readonly start: (variables?: Variables) => Promise<GatewayProcess>;
};

export type InstallationSettings = {
  /** Migrated. Absent: a database of its own. */
  readonly databaseUrl?: string;
  /** Absent: queues live in PostgreSQL. */
  readonly redisUrl?: string | undefined;
};

export async function anInstallation({ databaseUrl, redisUrl }: InstallationSettings = {}): Promise<Installation> {
  const url = databaseUrl ?? (await freshDatabase()).url;
  const source = new DataSource(sourceOptions({ url, pool: 4, statementTimeoutMs: 10_000, entities: ENTITIES }));
  await source.initialize();
  remember(() => source.destroy());
  const [clock, transaction] = [new SystemClock(), new Transaction(source)];
  const audit = new AuditService(clock, transaction, new AuditRepository());
  const tokens = new ApiTokensService(clock, transaction, audit, new ApiTokensRepository());
  const { token: serviceToken } = await tokens.issue(TESTER, 'service', 'test');
  const { token: adminToken } = await tokens.issue(TESTER, 'admin', 'test');
  const shared = { DATABASE_URL: url, ...(redisUrl !== undefined && { REDIS_URL: redisUrl }) };
  return {
    databaseUrl: url,
    source,
    start: async (variables = {}) => ({
      ...(await startProcess({ ...shared, ...variables })),
      serviceToken,
      adminToken,
    }),
  };
}

/** Starts `main.js` on a free port. @throws Error with what it reported, when it ends before it listens */
export async function startProcess(variables: Variables): Promise<RunningProcess> {
  const env = { ...process.env, ...(await usualVariables()), ...variables };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => lines.push(text));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  remember(kill);
  const baseUrl = await Promise.race([urlFrom(child, lines), ended.then((code) => endedEarly(code, lines))]);
  const signal = (name: NodeJS.Signals) => void child.kill(name);
  return { baseUrl, pid: child.pid ?? 0, log: () => lines.join(''), ended, signal, kill };
}

async function usualVariables(): Promise<Variables> {
  return {
    HOST: '127.0.0.1',
    PORT: '0',
    DEMO: 'false',
    DATA_DIR: await newDirectory(),
    MASTER_KEY,
    ALLOW_PRIVATE_ENDPOINTS: '127.0.0.0/8,::1/128',
    RECONCILE_AFTER_SECONDS: '1',
    LOG_LEVEL: process.env['TEST_LOG'] ?? 'info',
  };
}

/** Its first line on stdout says where it listens. */
function urlFrom(child: ChildProcess, lines: string[]): Promise<string> {
  return new Promise((resolve) => {
    if (!child.stdout) throw new Error('Its output cannot be read.');
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(`${line}\n`);
      if (line.includes('"listening"')) resolve(String((JSON.parse(line) as { url: string }).url));
    });
  });
}

function endedEarly(code: number | null, lines: readonly string[]): never {
  throw new Error(`The gateway ended with ${code} before it listened:\n${lines.join('')}`);
}
