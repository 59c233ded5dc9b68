import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/** Stops the server that `postgres.start.js` started and removes everything it kept; leaves another server as it was. */
export default async function stop() {
  const { testServer } = globalThis;
  if (!testServer) return await dropTemplate();
  await testServer.stop();
  const elsewhere = join(testServer.directory, 'postgres-location');
  if (existsSync(elsewhere)) rmSync(readFileSync(elsewhere, 'utf8'), { recursive: true, force: true });
  rmSync(testServer.directory, { recursive: true, force: true });
}

async function dropTemplate() {
  const { TEST_DATABASE_URL: connectionString, TEST_TEMPLATE: template } = process.env;
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(`drop database if exists ${template} with (force)`);
  await client.query(`drop database if exists ${template}_draft with (force)`);
  await client.end();
}
