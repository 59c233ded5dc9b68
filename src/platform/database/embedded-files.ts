import { randomUUID } from 'node:crypto';
import { link, mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The text of a file, or undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Keeps `text` in a file that only its owner reads, unless some process did so before: the first one decides for all.
 * A process killed half-way leaves no half-written file under `path`.
 *
 * @returns what the file holds
 */
export async function decideOnce(path: string, text: string): Promise<string> {
  const decided = await readIfThere(path);
  if (decided !== undefined) return decided;
  const draft = await writeDraft(path, text);
  try {
    await link(draft, path);
    await syncDirectory(dirname(path));
    return text;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return await readFile(path, 'utf8');
  } finally {
    await rm(draft, { force: true });
  }
}

/** Replaces the file's text at once: a reader sees the old one or the new one. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await rename(await writeDraft(path, text), path);
}

/**
 * Builds the directory `name` under `home` unless it is there already: whole or not at all, however many processes try
 * and wherever one is killed. `build` gets a draft directory and makes `name` inside it.
 */
export async function buildOnce(home: string, name: string, build: (draft: string) => Promise<void>): Promise<void> {
  if (!(await hasContent(join(home, name)))) await buildAndName(home, name, build);
  // Drafts left by killed processes; one still in the making is pointless now, and its maker finds `name` in place.
  const drafts = (await readdir(home)).filter((entry) => entry.startsWith(`${name}.new-`));
  await Promise.all(drafts.map((draft) => rm(join(home, draft), { recursive: true, force: true })));
}

async function buildAndName(home: string, name: string, build: (draft: string) => Promise<void>): Promise<void> {
  try {
    const draft = await mkdtemp(join(home, `${name}.new-`));
    await build(draft);
    await rename(join(draft, name), join(home, name));
    await syncDirectory(home);
  } catch (error) {
    if (!(await hasContent(join(home, name)))) throw error;
  }
}

async function hasContent(directory: string): Promise<boolean> {
  const entries = await readdir(directory).catch(() => []);
  return entries.length > 0;
}

async function writeDraft(path: string, text: string): Promise<string> {
  const draft = `${path}.${randomUUID()}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
    return draft;
  } finally {
    await file.close();
  }
}

/** Makes renames and links inside the directory survive a power cut. Windows knows no such call. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The system's code of an error, such as `ENOENT`. */
export function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
