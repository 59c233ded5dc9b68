import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Stops the server that `postgres.start.js` started, and removes everything it kept. */
export default async function stop() {
  const { testServer } = globalThis;
  if (!testServer) return;
  await testServer.stop();
  const elsewhere = join(testServer.directory, 'postgres-location');
  if (existsSync(elsewhere)) rmSync(readFileSync(elsewhere, 'utf8'), { recursive: true, force: true });
  rmSync(testServer.directory, { recursive: true, force: true });
}
