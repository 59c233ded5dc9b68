import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/** Stops the server that `postgres.start.js` started, or leaves another one as it was; removes what the run kept. */
export default async function stop() {
  const { directory, server } = globalThis.testRun;
  await (server ? server.stop() : dropTemplate());
  const elsewhere = join(directory, 'data', 'postgres-location');
  if (existsSync(elsewhere)) rmSync(readFileSync(elsewhere, 'utf8'), { recursive: true, force: true });
  rmSync(directory, { recursive: true, force: true });
}

async function dropTemplate() {
  const { TEST_DATABASE_URL: connectionString, TEST_TEMPLATE: template } = process.env;
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(`drop database if exists ${template} with (force)`);
  await client.query(`drop database if exists ${template}_draft with (force)`);
  await client.end();
}
