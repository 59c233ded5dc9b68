import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DemoProviders } from './demo-providers.js';

/** What a newcomer needs to try the gateway: the only place where these tokens are readable. */
export type DemoFile = {
  readonly baseUrl: string;
  readonly serviceToken: string;
  readonly adminToken: string;
  readonly partner: { readonly slug: string; readonly accessToken: string; readonly testAccessToken: string };
  /** Keys that webhooks are signed with. */
  readonly providers: DemoProviders;
  readonly user: { readonly id: string };
  readonly lead: { readonly id: string };
  /** The key that the demo partner checks. */
  readonly partnerApiKey: string;
};

const NAME = 'demo.json';

/** Null when there is none yet, or when it is not whole. */
export async function readDemoFile(dataDir: string): Promise<DemoFile | null> {
  try {
    const file: unknown = JSON.parse(await readFile(join(dataDir, NAME), 'utf8'));
    return typeof file === 'object' && file !== null && 'partnerApiKey' in file ? (file as DemoFile) : null;
  } catch {
    return null;
  }
}

/** Whole or not at all, readable by its owner alone. */
export async function writeDemoFile(dataDir: string, file: DemoFile): Promise<void> {
  const draft = join(dataDir, `${NAME}.${process.pid}`);
  await writeFile(draft, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, join(dataDir, NAME));
}
