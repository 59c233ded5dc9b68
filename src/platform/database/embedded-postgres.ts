import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cluster, findCluster } from './embedded-cluster.js';
import { endPostmaster } from './embedded-postmaster.js';
import { type Serving, serve } from './embedded-server.js';

export type EmbeddedPostgres = {
  /** Of the database `gateway`, with its superuser and password: not for a log. */
  url: string;
  /**
   * Shuts the server down and waits until it is gone: connections are cut, what was committed stays. While another
   * process still uses the server it goes on, and the last one to stop ends it. Repeating the call does nothing.
   */
  stop(): Promise<void>;
};

export type EmbeddedPostgresOptions = {
  /**
   * Made when missing. Everything the database needs is kept here, or where `postgres-location` in it says. Processes of
   * one machine may share it; two machines or containers must not, because neither sees that the other's server runs.
   */
  dataDir: string;
  /** Told in one line what an operator should know. */
  report?: (line: string) => void;
  /** Server settings beside or instead of the usual ones, such as `fsync: 'off'` for a database of tests. */
  settings?: Record<string, string>;
};

const DATABASE = 'gateway';

/**
 * A PostgreSQL server over `dataDir`: the one that runs there already, left by a killed process or used by another one,
 * else a new one. Any number of processes may start at once; they share one server. It outlives this process unless
 * `stop` is called.
 *
 * @throws Error that says what to do, with the end of the server's log; never with the password
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, report = () => undefined, settings = {} } = options;
  const cluster = await findCluster(dataDir, report);
  const serving = await serve({ cluster, database: DATABASE, settings, report });
  let stopped: Promise<void> | undefined;
  return {
    url: urlOf(serving.postmaster.port, cluster.password),
    stop: () => {
      stopped ??= stop(serving, cluster, report);
      return stopped;
    },
  };
}

/**
 * The address of the server that `startEmbeddedPostgres` started over this directory, for tools that run beside it.
 * @throws Error when none was started there yet
 */
export function embeddedUrl(dataDir: string): string {
  const read = (name: string) => readFileSync(join(dataDir, name), 'utf8').trim();
  try {
    return urlOf(Number(read('postgres-port')), read('postgres-password'));
  } catch (cause) {
    throw new Error(`No embedded PostgreSQL was started in ${dataDir} yet: start the gateway first.`, { cause });
  }
}

function urlOf(port: number, password: string): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/${DATABASE}`;
}

async function stop({ postmaster, lease }: Serving, cluster: Cluster, report: (line: string) => void): Promise<void> {
  if (await lease.release()) return await endPostmaster(cluster.pg, postmaster.pid);
  report('The embedded PostgreSQL goes on: another process uses it.');
}
