import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { migrate } from '../../src/platform/database/migrate.js';
import { sourceOptions } from '../../src/platform/database/source-options.js';
import { remember } from './started.js';

/** Any constant: the key of the lock under which one test file makes the template for all. */
const LOCK = 7_426_002;

/** The server of this run, and the name of its migrated template: `postgres.start.js` sets both. */
function run(): { server: string; template: string } {
  const { TEST_DATABASE_URL: server, TEST_TEMPLATE: template } = process.env;
  if (!server || !template) throw new Error('No PostgreSQL for tests: start them with npm test.');
  return { server, template };
}

/** The address of another database on the same server. */
function urlOf(database: string): string {
  const url = new URL(run().server);
  url.pathname = `/${database}`;
  return url.href;
}

async function onServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: run().server });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A migrated database of this test file's own, dropped after it with every connection that is still open. */
export async function freshDatabase(): Promise<{ url: string }> {
  const { template } = run();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(async (client) => {
    await ensureTemplate(client, template);
    await client.query(`create database ${name} template ${template}`);
  });
  remember(() => onServer((client) => client.query(`drop database if exists ${name} with (force)`)));
  return { url: urlOf(name) };
}

/** An empty database: what the migrations themselves are tested on. */
export async function emptyDatabase(): Promise<{ url: string }> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer((client) => client.query(`create database ${name}`));
  remember(() => onServer((client) => client.query(`drop database if exists ${name} with (force)`)));
  return { url: urlOf(name) };
}

/** The template gets its name when it is complete; whoever waited for the lock finds it there. */
async function ensureTemplate(client: pg.Client, template: string): Promise<void> {
  await client.query('select pg_advisory_lock($1)', [LOCK]);
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [template]);
  if (rowCount === 0) await makeTemplate(client, template);
  await client.query('select pg_advisory_unlock($1)', [LOCK]);
}

async function makeTemplate(client: pg.Client, template: string): Promise<void> {
  const draft = `${template}_draft`;
  await client.query(`drop database if exists ${draft} with (force)`);
  await client.query(`create database ${draft}`);
  const url = urlOf(draft);
  const source = new DataSource(sourceOptions({ url, pool: 2, statementTimeoutMs: 30_000 }));
  await source.initialize();
  try {
    await migrate(source, url);
  } finally {
    await source.destroy();
  }
  await client.query(`alter database ${draft} rename to ${template}`);
}
