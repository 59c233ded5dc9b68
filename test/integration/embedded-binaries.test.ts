import { execFileSync } from 'node:child_process';
import { chmod, cp, lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Account, standInFrom } from '../../src/platform/database/embedded-account.js';
import { installedPackage, usableBinaries } from '../../src/platform/database/embedded-binaries.js';
import { asRoot, newDirectory } from '../support/embedded-server.js';

type Link = { source: string; target: string };

/** The package as npm unpacks it when install scripts are off: without its links. */
async function packageWithoutLinks(): Promise<{ copy: string; links: Link[] }> {
  const copy = join(await newDirectory(), 'package');
  await cp(installedPackage(), copy, { recursive: true, verbatimSymlinks: true });
  const links: Link[] = JSON.parse(await readFile(join(copy, 'native', 'pg-symlinks.json'), 'utf8'));
  await Promise.all(links.map(({ target }) => rm(join(copy, target), { force: true })));
  return { copy, links };
}

async function account(): Promise<Account | undefined> {
  return process.getuid?.() === 0 ? standInFrom(await readFile('/etc/passwd', 'utf8')) : undefined;
}

it('makes the links that an install script would have made, also when several processes do at once', async () => {
  const { copy, links } = await packageWithoutLinks();
  const home = await newDirectory();
  const as = await account();
  const found = await Promise.all([1, 2, 3].map(() => usableBinaries(copy, home, as)));
  expect(found[0]?.postgres).toBe(join(copy, 'native', 'bin', 'postgres'));
  const made = await Promise.all(links.map(({ target }) => lstat(join(copy, target))));
  expect(made.every((link) => link.isSymbolicLink())).toBe(true);
  expect(await readdir(home)).toEqual([]);
});

asRoot(
  'copies the programs, readable for their account and writable for root alone, when it cannot reach them',
  async () => {
    const { copy } = await packageWithoutLinks();
    await chmod(copy, 0o700);
    const home = await newDirectory();
    await mkdir(join(home, 'binaries-17.0.0'));
    const as = await account();
    const [found] = await Promise.all([1, 2, 3].map(() => usableBinaries(copy, home, as)));
    const [name, ...others] = await readdir(home);
    expect(others).toEqual([]);
    expect(found?.initdb).toBe(join(home, String(name), 'native', 'bin', 'initdb'));
    expect(execFileSync('find', [home, '-perm', '/022', '-not', '-type', 'l']).toString()).toBe('');
    expect(await usableBinaries(copy, home, as)).toEqual(found);
  },
);

it('asks for DATABASE_URL where programs for glibc cannot run', async () => {
  const { copy } = await packageWithoutLinks();
  // What musl does to a program for glibc: the loader that the program names does not exist.
  await writeFile(join(copy, 'native', 'bin', 'postgres'), '#!/lib/no-such-loader\n', { mode: 0o755 });
  await expect(usableBinaries(copy, await newDirectory())).rejects.toThrow(/glibc.*DATABASE_URL/);
});

it('says so when a program is missing from the package', async () => {
  const { copy } = await packageWithoutLinks();
  await rm(join(copy, 'native', 'bin', 'postgres'));
  await expect(usableBinaries(copy, await newDirectory())).rejects.toThrow('incomplete');
});
