import { types } from 'node:util';
import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { sqlStateOf } from './transaction.js';

/** Classes and codes of errors that say "not now" instead of "not this": connection, shutdown, resources, lock and statement timeouts. */
const AWAY = /^(08|53|57P0|55P03|57014|25P03)/;
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH']);
/** node-postgres gives these no code of their own. */
const DRIVER =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Client was closed|timeout expired/;

/** TypeORM lets go of a connection that broke in the middle of a transaction, and then says this to whoever goes on. */
const LET_GO = [QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError];

/** Whether the error means that PostgreSQL cannot be used at the moment, so the caller should try again later. */
export function databaseIsAway(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== undefined) return AWAY.test(state);
  // Errors of sockets come from outside a test's own realm, where `instanceof` knows nothing of them.
  if (!types.isNativeError(error)) return false;
  if (LET_GO.some((kind) => error instanceof kind)) return true;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (NETWORK.has(code) || AWAY.test(code))) return true;
  return DRIVER.test(error.message);
}
