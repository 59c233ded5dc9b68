import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, chown, mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Account, accountFor, barrierFor, runAs } from './embedded-account.js';
import type { Binaries } from './embedded-binaries.js';
import { buildOnce, decideOnce, readIfThere } from './embedded-files.js';

/** Where one embedded database lives and who runs it. All paths are absolute and free of links. */
export type Cluster = {
  /** Password, port and log of the server; what the operator calls DATA_DIR. */
  dataDir: string;
  /** Holds `pg`, and a copy of the binaries where one is needed. The data directory itself wherever possible. */
  home: string;
  /** PostgreSQL's own directory. */
  pg: string;
  account: Account | undefined;
  password: string;
};

const run = promisify(execFile);
const INITDB_LIMIT_MS = 120_000;

const LOCATION = 'postgres-location';

/** Survives a reboot and is open to every account, unlike a home directory or /tmp. */
const ELSEWHERE = '/var/lib/partner-gateway';

/** Finds the cluster of a data directory, or decides where it will be and makes its password. */
export async function findCluster(dataDir: string, report: (line: string) => void): Promise<Cluster> {
  const made = await mkdir(dataDir, { recursive: true });
  const root = await realpath(dataDir);
  const elsewhere = await readIfThere(join(root, LOCATION));
  const account = await accountFor(join(elsewhere ?? root, 'pg'));
  // Open to the server's account whatever our umask is; the files in it are private one by one.
  if (made && account) await chmod(root, 0o711);
  const home = elsewhere ?? (await decideHome(root, account));
  if (home !== root) await prepareElsewhere(home, root, report);
  if (account) await assertReachable(home, account);
  const pg = join(home, 'pg');
  return { dataDir: root, home, pg, account, password: await passwordIn(root, pg) };
}

/** As root below a private directory, the server's account needs another place; a file in `dataDir` remembers it. */
async function decideHome(dataDir: string, account: Account | undefined): Promise<string> {
  const isOutOfReach = (await barrierFor(account, dataDir)) !== undefined;
  const isUsed = (await readIfThere(join(dataDir, 'pg', 'PG_VERSION'))) !== undefined;
  if (!isOutOfReach || isUsed) return dataDir;
  return decideOnce(join(dataDir, LOCATION), join(ELSEWHERE, randomUUID()));
}

async function prepareElsewhere(home: string, dataDir: string, report: (line: string) => void): Promise<void> {
  await mkdir(home, { recursive: true });
  await Promise.all([ELSEWHERE, home].map((directory) => chmod(directory, 0o755)));
  await writeFile(join(home, 'belongs-to'), `${dataDir}\n`);
  report(`The database is kept in ${home}: PostgreSQL cannot run as root, and no other account may enter ${dataDir}.`);
}

async function assertReachable(home: string, account: Account): Promise<void> {
  const barrier = await barrierFor(account, home);
  if (!barrier) return;
  throw new Error(`The database is in ${home}, but PostgreSQL runs as ${account.name}, who may not enter ${barrier}.`);
}

/** A new password for a cluster nobody knows the password of would lock its owner out. */
async function passwordIn(dataDir: string, pg: string): Promise<string> {
  const path = join(dataDir, 'postgres-password');
  if ((await readIfThere(join(pg, 'PG_VERSION'))) && (await readIfThere(path)) === undefined) {
    throw new Error(`${path} is missing: put it back, or remove ${pg} to start with an empty database.`);
  }
  return decideOnce(path, randomBytes(24).toString('base64url'));
}

/** Makes the cluster unless it is there. `durable: false` skips the final sync, for databases nobody will miss. */
export async function initialise(cluster: Cluster, binaries: Binaries, durable: boolean): Promise<void> {
  const { home, account } = cluster;
  await buildOnce(home, 'pg', async (draft) => {
    const passwordFile = join(draft, 'password');
    await writeFile(passwordFile, cluster.password, { mode: 0o600 });
    if (account) await Promise.all([draft, passwordFile].map((path) => chown(path, account.uid, account.gid)));
    const options = ['--pgdata', join(draft, 'pg'), '--username=postgres', '--pwfile', passwordFile];
    const text = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const rest = ['--auth=scram-sha-256', '--no-instructions', ...(durable ? [] : ['--no-sync'])];
    await runInitdb(binaries.initdb, [...options, ...text, ...rest], account);
  });
  if ((await readIfThere(join(home, 'pg', 'PG_VERSION'))) === undefined) {
    throw new Error(`${join(home, 'pg')} holds something else than a database: move it away.`);
  }
}

async function runInitdb(initdb: string, options: string[], account: Account | undefined): Promise<void> {
  try {
    await run(initdb, options, { ...runAs(account), timeout: INITDB_LIMIT_MS });
  } catch (error) {
    // Its message holds what initdb wrote.
    throw new Error(`PostgreSQL could not make its files: ${error}`, { cause: error });
  }
}
