import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.js';
import type { MasterKeys } from './secrets.service.js';

const FILE = 'master-key';

/** The configured key, else the one in DATA_DIR, made at the first start: whoever loses that file loses what it seals. */
export async function masterKeys(config: Config): Promise<MasterKeys> {
  const current = config.masterKey ?? (await keptKey(config.dataDir));
  return { current, previous: config.previousMasterKey };
}

async function keptKey(dataDir: string): Promise<Buffer> {
  await mkdir(dataDir, { recursive: true });
  const path = join(dataDir, FILE);
  await writeOnce(path, `${randomBytes(32).toString('base64')}\n`);
  const key = Buffer.from((await readFile(path, 'utf8')).trim(), 'base64');
  if (key.length !== 32) throw new Error(`${path} does not hold 32 bytes in base64. Restore it, or set MASTER_KEY.`);
  return key;
}

/** Whole or not at all, and never over an existing file: two processes may start at once. */
async function writeOnce(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, text, { mode: 0o600 });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft);
  }
}
