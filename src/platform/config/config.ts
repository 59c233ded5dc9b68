import { resolve } from 'node:path';
import { DomainError } from '../../kernel/domain-error.js';
import { type Cidr, parseCidrs } from '../../kernel/network-address.js';
import { parseDto } from '../validation/parse-dto.js';
import { Environment, type Role } from './environment.dto.js';

/** The settings of this process, read once and frozen. An abstract class, so that it is its own injection token. */
export abstract class Config {
  abstract readonly role: Role;
  abstract readonly production: boolean;
  abstract readonly host: string;
  abstract readonly port: number;
  abstract readonly dataDir: string;
  /** Absent: the embedded PostgreSQL is started and its address used. */
  abstract readonly databaseUrl: string | undefined;
  abstract readonly databasePool: number;
  abstract readonly redisUrl: string | undefined;
  abstract readonly masterKey: Buffer | undefined;
  abstract readonly previousMasterKey: Buffer | undefined;
  abstract readonly allowedPrivate: readonly Cidr[];
  abstract readonly demo: boolean;
  abstract readonly trustProxy: string | undefined;
  abstract readonly logLevel: string;
  abstract readonly deliveryConcurrency: number;
  abstract readonly reconcileAfterSeconds: number;
  abstract readonly receiptRetentionDays: number;
  abstract readonly healthRetentionDays: number;
}

/**
 * Reads the environment.
 * @throws DomainError `environment_invalid`, with every problem named and no value repeated
 */
export function readConfig(variables: Record<string, string | undefined>): Config {
  const environment = readEnvironment(variables);
  const production = environment.NODE_ENV === 'production';
  const embedded = environment.DATABASE_URL === undefined;
  const fromBase64 = (text: string | undefined) => (text === undefined ? undefined : Buffer.from(text, 'base64'));
  return Object.freeze<Config>({
    role: environment.ROLE,
    production,
    host: environment.HOST ?? (embedded ? '127.0.0.1' : '0.0.0.0'),
    port: environment.PORT,
    dataDir: resolve(environment.DATA_DIR),
    databaseUrl: environment.DATABASE_URL,
    databasePool: environment.DATABASE_POOL,
    redisUrl: environment.REDIS_URL,
    masterKey: fromBase64(environment.MASTER_KEY),
    previousMasterKey: fromBase64(environment.MASTER_KEY_PREVIOUS),
    allowedPrivate: parseCidrs(environment.ALLOW_PRIVATE_ENDPOINTS ?? (embedded ? '127.0.0.0/8,::1/128' : '')),
    demo: environment.DEMO === undefined ? embedded && !production : environment.DEMO === 'true',
    trustProxy: environment.TRUST_PROXY,
    logLevel: environment.LOG_LEVEL,
    deliveryConcurrency: environment.DELIVERY_CONCURRENCY,
    reconcileAfterSeconds: environment.RECONCILE_AFTER_SECONDS,
    receiptRetentionDays: environment.RECEIPT_RETENTION_DAYS,
    healthRetentionDays: environment.HEALTH_RETENTION_DAYS,
  });
}

/** An empty variable counts as an absent one: compose files and shells set them so. */
function readEnvironment(variables: Record<string, string | undefined>): Environment {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const problems = halfProduction(given);
  try {
    const environment = parseDto(Environment, given);
    if (problems.length === 0) return environment;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    problems.unshift(...error.issues.map(({ message }) => message));
  }
  throw environmentInvalid(problems);
}

/** What production lacks, or may not have. */
function halfProduction(given: Record<string, string | undefined>): string[] {
  if (given['NODE_ENV'] !== 'production') return [];
  return [
    given['DATABASE_URL'] === undefined && 'DATABASE_URL is required with NODE_ENV=production',
    given['MASTER_KEY'] === undefined && 'MASTER_KEY is required with NODE_ENV=production: openssl rand -base64 32',
    given['DEMO'] === 'true' && 'DEMO=true is not possible with NODE_ENV=production',
  ].filter((problem) => problem !== false);
}

function environmentInvalid(problems: string[]): DomainError {
  const sentence = `The environment is not usable:\n  - ${problems.join('\n  - ')}`;
  return new DomainError('rejected', 'environment_invalid', sentence);
}
