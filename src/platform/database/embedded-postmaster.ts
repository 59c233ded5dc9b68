import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { link, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Account, runAs } from './embedded-account.js';
import { codeOf, readIfThere } from './embedded-files.js';

/** The first process of a running server: the one that owns the directory, and the one to signal. */
export type Postmaster = { pid: number; port: number };

const run = promisify(execFile);
const POLL_MS = 20;
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

/** Windows tells no command lines without help; a living process is taken at its number. */
const UNKNOWN_COMMAND = 'unknown';

/** A server's first process, or one of its others, by the names that PostgreSQL gives them. */
const ANY_SERVER = /(^|\/)postgres(:| )/;

/** How long a shutdown may take: it writes everything to its place first. */
const SHUTDOWN_LIMIT_MS = 20_000;
const HARDER_LIMIT_MS = 3_000;

/** Reads postmaster.pid (PostgreSQL's miscadmin.h): the process id is its first line, the port its fourth. */
export function postmasterIn(pidFile: string): Postmaster | undefined {
  const [pid, , , port] = pidFile.split('\n').map(Number);
  return pid && port && pid > 1 && port > 0 ? { pid, port } : undefined;
}

/**
 * The server that runs on this cluster, whoever started it. A `postmaster.pid` left by a server that is gone is taken
 * away when its number belongs to another program by now: PostgreSQL would refuse to start over it.
 */
export async function findPostmaster(pg: string): Promise<Postmaster | undefined> {
  const path = join(pg, 'postmaster.pid');
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  const named = postmasterIn(text) ?? (await onceWritten(path));
  const command = named ? await commandOf(named.pid) : '';
  if (isServerOn(pg, command)) return named;
  // Some server that was started in another way, perhaps on this cluster: PostgreSQL itself has to say.
  if (!ANY_SERVER.test(command)) await discard(path, named);
  return undefined;
}

/** A server that is just starting creates the file empty and fills it at once. */
async function onceWritten(path: string): Promise<Postmaster | undefined> {
  await delay(1_000);
  return postmasterIn((await readIfThere(path)) ?? '');
}

/** Takes the file away unless another process has replaced it since it was judged. */
async function discard(path: string, judged: Postmaster | undefined): Promise<void> {
  const aside = `${path}.stale-${process.pid}`;
  await rename(path, aside).catch(() => undefined);
  const moved = postmasterIn((await readIfThere(aside)) ?? '');
  if (moved?.pid !== judged?.pid) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

/** Whether process `pid` is a server on this very cluster: numbers are used again, after a reboot at once. */
export async function runsOn(pg: string, pid: number): Promise<boolean> {
  return isServerOn(pg, await commandOf(pid));
}

function isServerOn(pg: string, command: string): boolean {
  return command.includes(`postgres -D ${pg} `) || command === UNKNOWN_COMMAND;
}

/** The command line of a process; empty for one that has ended, even if its parent has not noticed yet. */
async function commandOf(pid: number): Promise<string> {
  if (!isAlive(pid)) return '';
  if (process.platform === 'win32') return UNKNOWN_COMMAND;
  if (process.platform === 'linux') {
    const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return words.replaceAll('\0', ' ');
  }
  const { stdout } = await run('ps', ['-ww', '-p', String(pid), '-o', 'args=']).catch(() => ({ stdout: '' }));
  return stdout;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * Ends the server and waits until it is gone; after `patienceMs` with harder signals, which what is committed survives,
 * too. Only its first process is signalled: the others follow. On Windows the first signal kills already.
 */
export async function endPostmaster(pg: string, pid: number, patienceMs = SHUTDOWN_LIMIT_MS): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (await runsOn(pg, pid)) send(signal, pid);
    if (await goneWithin(signal === 'SIGINT' ? patienceMs : HARDER_LIMIT_MS, pg, pid)) return;
  }
  throw new Error(`PostgreSQL on ${pg} (process ${pid}) cannot be ended.`);
}

function send(signal: NodeJS.Signals, pid: number): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

async function goneWithin(limitMs: number, pg: string, pid: number): Promise<boolean> {
  const limit = performance.now() + limitMs;
  while (await runsOn(pg, pid)) {
    if (performance.now() > limit) return false;
    await delay(POLL_MS);
  }
  return true;
}

export type Launch = { postgres: string; pg: string; log: string; account: Account | undefined; options: string[] };

/**
 * Starts a server in a session of its own, so that neither Ctrl-C nor the end of this process reaches it, and waits
 * until it owns the cluster or has ended: for instance because another one owns it.
 */
export async function launch({ postgres, pg, log, account, options }: Launch): Promise<void> {
  const output = await open(log, 'a', 0o600);
  try {
    if ((await output.stat()).size > LOG_LIMIT_BYTES) await output.truncate();
    const identity = runAs(account);
    const child = spawn(postgres, ['-D', pg, ...options], {
      ...identity,
      detached: true,
      stdio: ['ignore', output.fd, output.fd],
    });
    child.unref();
    if (child.pid === undefined) throw (await once(child, 'error'))[0];
    await untilOwning(child, join(pg, 'postmaster.pid'));
  } finally {
    await output.close();
  }
}

async function untilOwning(child: ChildProcess, pidFile: string): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    if (postmasterIn((await readIfThere(pidFile)) ?? '')?.pid === child.pid) return;
    await delay(POLL_MS);
  }
}
