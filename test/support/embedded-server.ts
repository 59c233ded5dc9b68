import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { remember } from './started.js';

const COMPILED = new URL('../../dist/src/platform/database/embedded-postgres.js', import.meta.url).href;

/** Starts the server in a process of its own, tells its address, and stops it when told to. */
const STARTER = `
  const [, compiled, dataDir] = process.argv;
  const { startEmbeddedPostgres } = await import(compiled);
  const server = await startEmbeddedPostgres({ dataDir });
  process.send(server.url);
  process.once('message', async () => {
    await server.stop();
    process.disconnect();
  });
`;

const isRoot = process.getuid?.() === 0;

/** A test of what only root meets. */
export const asRoot = isRoot ? it : it.skip;
if (!isRoot) process.stderr.write('LEFT OUT: what only root meets; these tests do not run as root\n');

/** A directory that other accounts may enter, removed with everything in it after the file. */
export async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(process.env['TEST_DIRECTORY'] ?? tmpdir(), 'embedded-'));
  await chmod(directory, 0o711);
  remember(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

let stopped: Promise<string> | undefined;

/** A directory with a cluster that ran once and was stopped: a copy, for making one takes seconds. */
export async function aStoppedCluster(): Promise<string> {
  stopped ??= makeCluster();
  const [from, to] = [await stopped, await newDirectory()];
  await promisify(execFile)('cp', ['-a', `${from}/.`, to]);
  return to;
}

async function makeCluster(): Promise<string> {
  const directory = await newDirectory();
  const server = await startHere(directory);
  await server.stop();
  return directory;
}

export type Started = EmbeddedPostgres & { reported: string[] };

/** A server of this process, stopped after the file unless the test stops it. */
export async function startHere(dataDir: string, settings: Record<string, string> = {}): Promise<Started> {
  const reported: string[] = [];
  const server = await startEmbeddedPostgres({ dataDir, settings, report: (line) => reported.push(line) });
  remember(server.stop);
  return { ...server, reported };
}

/** A process that starts the server, in a process group of its own: what Ctrl-C or a closed terminal would reach. */
export function startElsewhere(dataDir: string): ChildProcess {
  const options = ['--input-type=module', '-e', STARTER, COMPILED, dataDir];
  const child = spawn(process.execPath, options, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], detached: true });
  remember(() => child.kill('SIGKILL'));
  return child;
}

/** The address that a process of `startElsewhere` tells. */
export async function urlFrom(child: ChildProcess): Promise<string> {
  const [url] = await once(child, 'message');
  return String(url);
}

export async function killGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) throw new Error('The process was not started.');
  process.kill(-child.pid, 'SIGKILL');
  await once(child, 'exit');
}

export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Leaves a row by which the cluster is known again. */
export function mark(url: string): Promise<unknown> {
  return query(url, 'create table mark as select 42 as answer');
}

export async function isMarked(url: string): Promise<boolean> {
  const rows = await query(url, 'select answer from mark');
  return rows[0]?.['answer'] === 42;
}

export async function postmasterOf(dataDir: string): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, 'pg', 'postmaster.pid'), 'utf8'), 10);
}
