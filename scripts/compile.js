import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'dist', 'tsconfig.build.tsbuildinfo');
const single = ['ormconfig.ts', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

/**
 * Compiles what `dist/` lacks or holds in an older version; takes no time when that is nothing.
 * @returns whether the types are right: with wrong ones the code is compiled all the same
 * @throws Error when nothing could be compiled
 */
export function compile() {
  if (isFresh()) return true;
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const startedAt = new Date();
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  if (status !== 0 && status !== 2) throw new Error('The code could not be compiled.');
  // As old as its start: what was edited meanwhile is compiled the next time. Wrong types are shown every time.
  const age = status === 0 ? startedAt : new Date(0);
  utimesSync(stamp, age, age);
  return status === 0;
}

function isFresh() {
  if (!existsSync(stamp)) return false;
  const compiledAt = statSync(stamp).mtimeMs;
  const sources = readdirSync(join(root, 'src'), { recursive: true }).map((name) => join('src', String(name)));
  return [...single, ...sources].every((name) => statSync(join(root, name)).mtimeMs < compiledAt);
}
