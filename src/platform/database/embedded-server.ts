import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { installedPackage, usableBinaries } from './embedded-binaries.js';
import { type Cluster, initialise } from './embedded-cluster.js';
import { readIfThere, replaceFile } from './embedded-files.js';
import { askForLease, type Lease } from './embedded-lease.js';
import { endPostmaster, findPostmaster, launch, type Postmaster, runsOn } from './embedded-postmaster.js';

/** A server that answers, and this process's claim on it. */
export type Serving = { postmaster: Postmaster; lease: Lease };

type Start = {
  cluster: Cluster;
  /** Made when the server has none of that name. */
  database: string;
  settings: Record<string, string>;
  report: (line: string) => void;
};

const START_LIMIT_MS = 30_000;
const SILENCE_LIMIT_MS = 10_000;
const PATIENCE_WITH_SILENT_MS = 2_000;
const STILL_STARTING = `is not ready after ${START_LIMIT_MS / 1000} s. It goes on: start again in a while`;
const LAUNCHES = 4;
const POLL_MS = 50;
const LOG_TAIL_BYTES = 4_096;
const LOG_TAIL_LINES = 20;

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '120',
  shared_buffers: '128MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // A failed statement's message quotes the values in it, which may be personal data: it goes to the caller alone.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

/** Joins the server that runs on the cluster, or starts one. A start that another process wins is joined, too. */
export async function serve(start: Start): Promise<Serving> {
  const running = await joinRunning(start);
  if (running) start.report(`The embedded PostgreSQL was running already, as process ${running.postmaster.pid}.`);
  const serving = running ?? (await startNew(start));
  await notePort(start.cluster, serving.postmaster.port);
  return serving;
}

async function startNew(start: Start): Promise<Serving> {
  for (let launches = 0; launches < LAUNCHES; launches += 1) {
    await delay(launches * 4 * POLL_MS);
    await launchServer(start);
    const serving = await joinRunning(start);
    if (serving) return serving;
  }
  throw await failed(start, 'did not start');
}

/** Undefined when no server runs on the cluster, or none any more. */
async function joinRunning(start: Start): Promise<Serving | undefined> {
  const { pg } = start.cluster;
  for (let found = await findPostmaster(pg); found; found = await findPostmaster(pg)) {
    const lease = await untilLeased(start, found);
    if (lease) return { postmaster: found, lease };
  }
  return undefined;
}

/** Undefined once the server is gone: by itself, or ended here because it is alive and says nothing. */
async function untilLeased(start: Start, postmaster: Postmaster): Promise<Lease | undefined> {
  const { cluster, database } = start;
  const limit = performance.now() + START_LIMIT_MS;
  let heardAt = performance.now();
  while (await runsOn(cluster.pg, postmaster.pid)) {
    const answer = await askForLease(postmaster, cluster.password, database);
    if (typeof answer !== 'string') return answer;
    if (answer === 'busy') heardAt = performance.now();
    // Left alone: a server that recovers for this long would begin again each time it is ended.
    if (performance.now() > limit) throw await failed(start, STILL_STARTING);
    await endWhenSilent(start, postmaster, performance.now() - heardAt);
    await delay(POLL_MS);
  }
  return undefined;
}

async function endWhenSilent({ cluster, report }: Start, { pid }: Postmaster, silentMs: number): Promise<void> {
  if (silentMs < SILENCE_LIMIT_MS) return;
  report(`The embedded PostgreSQL, process ${pid}, does not answer: it is ended and started again.`);
  await endPostmaster(cluster.pg, pid, PATIENCE_WITH_SILENT_MS);
}

async function launchServer({ cluster, settings }: Start): Promise<void> {
  const { home, dataDir, account } = cluster;
  const binaries = await usableBinaries(installedPackage(), home, account);
  await initialise(cluster, binaries, settings['fsync'] !== 'off');
  const port = String(await choosePort(portFile(dataDir)));
  const options = Object.entries({ ...SETTINGS, port, ...settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  await launch({ postgres: binaries.postgres, pg: cluster.pg, log: logFile(dataDir), account, options });
}

/** The port of the last time, so that an address noted elsewhere stays right; a free one when that is taken. */
async function choosePort(path: string): Promise<number> {
  const kept = Number(await readIfThere(path));
  const port = (kept > 0 && (await freePort(kept))) || (await freePort(0));
  if (port) return port;
  throw new Error('No port of 127.0.0.1 is free for PostgreSQL.');
}

async function notePort({ dataDir }: Cluster, port: number): Promise<void> {
  const path = portFile(dataDir);
  if (Number(await readIfThere(path)) !== port) await replaceFile(path, `${port}\n`);
}

/** `wanted`, or any free port for 0; undefined when `wanted` is taken. */
function freePort(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(undefined));
    server.listen({ host: '127.0.0.1', port: wanted, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : undefined));
    });
  });
}

function portFile(dataDir: string): string {
  return join(dataDir, 'postgres-port');
}

function logFile(dataDir: string): string {
  return join(dataDir, 'postgres.log');
}

async function failed({ cluster }: Start, what: string): Promise<Error> {
  const log = logFile(cluster.dataDir);
  return new Error(`The embedded PostgreSQL on ${cluster.pg} ${what}. The end of ${log}:\n${await lastLines(log)}`);
}

async function lastLines(path: string): Promise<string> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return '(empty)';
  try {
    const { size } = await file.stat();
    const length = Math.min(size, LOG_TAIL_BYTES);
    const { buffer } = await file.read({ buffer: Buffer.alloc(length), position: size - length, length });
    return buffer.toString('utf8').trimEnd().split('\n').slice(-LOG_TAIL_LINES).join('\n');
  } finally {
    await file.close();
  }
}
