import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../dist/src/platform/database/embedded-postgres.js';

const PREFIX = 'partner-gateway-test-';

/** Starts the one server of a run, unless TEST_DATABASE_URL names one; `postgres.stop.js` gets it through `globalThis`. */
export default async function start() {
  sweep();
  const directory = join(tmpdir(), `${PREFIX}${process.pid}`);
  mkdirSync(directory);
  // Open enough for the account that runs the server when the tests run as root.
  chmodSync(directory, 0o711);
  process.env.TEST_DIRECTORY = directory;
  process.env.TEST_TEMPLATE = `template_${randomUUID().replaceAll('-', '')}`;
  globalThis.testRun = { directory, server: process.env.TEST_DATABASE_URL ? undefined : await startServer(directory) };
}

async function startServer(directory) {
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  const server = await startEmbeddedPostgres({ dataDir: join(directory, 'data'), settings });
  process.env.TEST_DATABASE_URL = server.url;
  return server;
}

/** Removes what killed runs left. A server whose files are gone notices within a minute and ends. */
function sweep() {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    if (!isAlive(Number(name.slice(PREFIX.length)))) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
