import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DomainError } from '../../kernel/domain-error.js';
import { readConfig } from './config.js';
import { Environment } from './environment.dto.js';

const KEY = Buffer.alloc(32, 7).toString('base64');
const PRODUCTION = { NODE_ENV: 'production', DATABASE_URL: 'postgres://gateway:pw@db:5432/gateway', MASTER_KEY: KEY };

/** The sentence that stops the boot. */
function refusal(variables: Record<string, string>): string {
  try {
    readConfig(variables);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'environment_invalid') return error.message;
    throw error;
  }
  throw new Error('Nothing was refused');
}

it('needs no variable at all: embedded database, loopback only, with the demo', () => {
  expect(readConfig({})).toEqual({
    role: 'all',
    production: false,
    host: '127.0.0.1',
    port: 3000,
    dataDir: resolve('data'),
    databaseUrl: undefined,
    databasePool: 12,
    redisUrl: undefined,
    masterKey: undefined,
    previousMasterKey: undefined,
    allowedPrivate: [
      { address: '127.0.0.0', prefix: 8, family: 'ipv4' },
      { address: '::1', prefix: 128, family: 'ipv6' },
    ],
    demo: true,
    trustProxy: undefined,
    logLevel: 'info',
    deliveryConcurrency: 32,
    reconcileAfterSeconds: 10,
    receiptRetentionDays: 400,
    healthRetentionDays: 30,
  });
});

it('listens everywhere, opens no private network and seeds no demo once it has a database of its own', () => {
  const config = readConfig({ DATABASE_URL: 'postgres://localhost/gateway' });
  expect(config).toMatchObject({ host: '0.0.0.0', allowedPrivate: [], demo: false, production: false });
});

it('counts an empty variable as absent', () => {
  const names = Object.keys(lineOfExample());
  expect(readConfig(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(readConfig({}));
});

it.each([
  ['redis://:pw@redis:6379/1', 'postgres://u:p%40ss@my_db:5432/gateway?sslmode=require'],
  ['rediss://user:pw@cache.internal', 'postgresql://127.0.0.1:5433/gateway'],
])('takes the addresses %s and %s', (REDIS_URL, DATABASE_URL) => {
  expect(readConfig({ REDIS_URL, DATABASE_URL })).toMatchObject({ redisUrl: REDIS_URL, databaseUrl: DATABASE_URL });
});

it('names every wrong variable at once and repeats no value', () => {
  const wrong = {
    NODE_ENV: 'wrong-1',
    ROLE: 'wrong-2',
    PORT: '70000',
    DATABASE_URL: 'mysql://user:wrong-3@db/gateway',
    REDIS_URL: 'wrong-4',
    MASTER_KEY: 'd3Jvbmct',
    MASTER_KEY_PREVIOUS: 'wrong-5',
    ALLOW_PRIVATE_ENDPOINTS: '10.0.0.0/8,wrong-6',
    DEMO: 'wrong-7',
    TRUST_PROXY: 'true',
    LOG_LEVEL: 'wrong-8',
    DATABASE_POOL: '3',
    DELIVERY_CONCURRENCY: '1.5',
    RECONCILE_AFTER_SECONDS: '0',
    RECEIPT_RETENTION_DAYS: 'wrong-9',
  };
  const sentence = refusal(wrong);
  for (const name of Object.keys(wrong)) expect(sentence).toMatch(new RegExp(`^ {2}- ${name} must`, 'm'));
  for (const value of ['wrong-', '70000', 'd3Jvbmct', '1.5']) expect(sentence).not.toContain(value);
});

it('refuses a production without its database and master key, or with the demo, beside all else that is wrong', () => {
  const sentence = refusal({ NODE_ENV: 'production', DEMO: 'true', PORT: 'x' });
  for (const name of ['DATABASE_URL', 'MASTER_KEY', 'DEMO', 'PORT']) expect(sentence).toContain(`  - ${name}`);
  expect(readConfig(PRODUCTION)).toMatchObject({ production: true, demo: false });
});

it('gives master keys as their 32 bytes', () => {
  const { masterKey, previousMasterKey } = readConfig({ MASTER_KEY: KEY, MASTER_KEY_PREVIOUS: KEY });
  expect([masterKey, previousMasterKey]).toEqual([Buffer.alloc(32, 7), Buffer.alloc(32, 7)]);
});

it('cannot be changed once it is read', () => {
  expect(Object.isFrozen(readConfig({}))).toBe(true);
});

it('.env.example lists every variable, each with a comment, and its defaults are the real ones', () => {
  const declared = readFileSync(resolve(import.meta.dirname, 'environment.dto.ts'), 'utf8');
  const names = [...declared.matchAll(/^ {2}readonly ([A-Z_]+)/gm)].map(([, name]) => name);
  const example = lineOfExample();
  expect(Object.keys(example).sort()).toEqual(names.sort());
  expect(Object.values(example).every(({ commented }) => commented)).toBe(true);
  const defaults = Object.entries(new Environment()).map(([name, value]) => [name, String(value)]);
  const shown = Object.entries(example).map(([name, { value }]) => [name, value]);
  expect(shown.filter(([, value]) => value !== '').sort()).toEqual(defaults.sort());
});

/** Name → its value in `.env.example`, and whether a comment stands above it. */
function lineOfExample(): Record<string, { value: string; commented: boolean }> {
  const lines = readFileSync(resolve(import.meta.dirname, '../../../.env.example'), 'utf8').split('\n');
  const entries = lines.flatMap((line, at) => {
    const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return [];
    return [[name, { value, commented: lines[at - 1]?.startsWith('# ') === true }] as const];
  });
  return Object.fromEntries(entries);
}
