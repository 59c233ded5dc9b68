import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { firstIdOf } from '../../src/kernel/uuid.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { MIGRATIONS } from '../../src/platform/database/migrations/index.js';
import { Partitions } from '../../src/platform/database/partitions.js';
import { sourceOptions } from '../../src/platform/database/source-options.js';
import { emptyDatabase, freshDatabase } from '../support/database.js';
import { remember } from '../support/started.js';

const PARTITIONED = ['delivery_attempt', 'lead_event', 'notification', 'receipt', 'status_update'];
const frozen = join(import.meta.dirname, 'migrations.frozen.json');

type Change = { readonly migrations?: readonly (new () => MigrationInterface)[] };

async function open(url: string, change: Change = {}): Promise<DataSource> {
  const options = { ...sourceOptions({ url, pool: 2, statementTimeoutMs: 30_000 }), ...change };
  const source = await new DataSource(options as DataSource['options']).initialize();
  remember(() => source.destroy());
  return source;
}

async function applied(source: DataSource): Promise<string[]> {
  const rows = await source.query<{ name: string }[]>('select name from migration order by id');
  return rows.map(({ name }) => name);
}

/** Names as the classes give them, in the order of the list. */
const ALL = MIGRATIONS.map((migration) => new migration().name);

it('applies each migration once when five processes start at once on an empty database', async () => {
  const { url } = await emptyDatabase();
  const five = await Promise.all(Array.from({ length: 5 }, () => open(url)));
  await Promise.all(five.map((source) => migrate(source, url)));
  for (const source of five) expect(await applied(source)).toEqual(ALL);
  const once = 'select count(*) = count(distinct version) as once from bullmq.migration';
  expect(await five[0]?.query(once)).toEqual([{ once: true }]);
});

it('finds nothing to do on a migrated database', async () => {
  const { url } = await freshDatabase();
  const source = await open(url);
  await migrate(source, url);
  expect(await applied(source)).toEqual(ALL);
});

it('leaves nothing of a migration that fails, and lets the next process migrate', async () => {
  class Failing1999000000001 implements MigrationInterface {
    async up(runner: QueryRunner): Promise<void> {
      await runner.query('create table half_made ()');
      await runner.query('select 1 / 0');
    }

    async down(): Promise<void> {}
  }
  const { url } = await emptyDatabase();
  const failing = await open(url, { migrations: [...MIGRATIONS, Failing1999000000001] });
  await expect(migrate(failing, url)).rejects.toThrow('division by zero');
  expect(await applied(failing)).toEqual(ALL);
  expect(await failing.query(`select to_regclass('half_made') as found`)).toEqual([{ found: null }]);
  await migrate(await open(url), url);
});

it('takes every migration back, newest first, and applies them again', async () => {
  const { url } = await freshDatabase();
  const source = await open(url);
  for (let left = ALL.length - 1; left >= 0; left -= 1) {
    await source.undoLastMigration();
    expect(await applied(source)).toEqual(ALL.slice(0, left));
  }
  const tables = await source.query(`select tablename from pg_tables where schemaname = 'public'`);
  expect(tables).toEqual([{ tablename: 'migration' }]);
  await migrate(source, url);
  expect(await applied(source)).toEqual(ALL);
});

it('makes partitions for this month and the next three', async () => {
  const source = await open((await freshDatabase()).url);
  const rows = await source.query<{ name: string }[]>(
    `select inhrelid::regclass::text as name from pg_inherits
     join pg_class on pg_class.oid = inhparent and relkind = 'p' order by name`,
  );
  const expected = PARTITIONED.flatMap((table) => [
    ...[0, 1, 2, 3].map((ahead) => `${table}_${monthIn(ahead)}`),
    `${table}_default`,
  ]);
  expect(rows.map(({ name }) => name)).toEqual(expected.sort());
});

it('makes a partition once, also across the end of a year', async () => {
  const source = await open((await freshDatabase()).url);
  const partitions = new Partitions(source);
  expect(await partitions.createAhead(new Date())).toBe(0);
  expect(await partitions.createAhead(new Date('2001-11-30T23:59:59.999Z'))).toBe(4 * PARTITIONED.length);
  expect(await partitions.createAhead(new Date('2001-12-31T23:59:59.999Z'))).toBe(PARTITIONED.length);
  const [row] = await source.query(`select to_regclass('receipt_2002_03') is not null as made`);
  expect(row).toEqual({ made: true });
});

it('puts a row into its month, to the millisecond, and one beyond all months into the default partition', async () => {
  const source = await open((await freshDatabase()).url);
  await new Partitions(source).createAhead(new Date('2001-01-15T00:00:00Z'));
  expect(await partitionOf(source, '2001-01-01T00:00:00.000Z')).toBe('notification_2001_01');
  expect(await partitionOf(source, '2001-01-31T23:59:59.999Z')).toBe('notification_2001_01');
  expect(await partitionOf(source, '2001-02-01T00:00:00.000Z')).toBe('notification_2001_02');
  expect(await partitionOf(source, '2000-12-31T23:59:59.999Z')).toBe('notification_default');
  expect(await partitionOf(source, '2002-01-01T00:00:00.000Z')).toBe('notification_default');
});

it('goes on making partitions when rows of a month came before it had one: they stay in the default partition', async () => {
  const source = await open((await freshDatabase()).url);
  expect(await partitionOf(source, '2001-02-10T00:00:00.000Z')).toBe('notification_default');
  const made = await new Partitions(source).createAhead(new Date('2001-01-15T00:00:00Z'));
  expect(made).toBe(4 * PARTITIONED.length - 1);
  expect(await partitionOf(source, '2001-02-11T00:00:00.000Z')).toBe('notification_default');
  expect(await partitionOf(source, '2001-03-11T00:00:00.000Z')).toBe('notification_2001_03');
});

it('finds the same first id of a millisecond in SQL as in the code', async () => {
  const source = await open((await freshDatabase()).url);
  const times = fc.sample(fc.date({ min: new Date(0), max: new Date('2300-01-01'), noInvalidDate: true }), 500);
  const rows = await source.query<{ id: string }[]>(
    'select first_id_of(moment) as id from unnest($1::timestamptz[]) with ordinality as given (moment, at) order by at',
    [times],
  );
  expect(rows.map(({ id }) => id)).toEqual(times.map(firstIdOf));
});

/** A released migration is frozen. While one is unreleased: `FREEZE_MIGRATIONS=1 npm test -- --only integration migrations`. */
it('no frozen migration has changed', () => {
  const checksums = checksumsOfMigrations();
  if (process.env['FREEZE_MIGRATIONS']) writeFileSync(frozen, `${JSON.stringify(checksums, null, 2)}\n`);
  expect(checksums).toEqual(JSON.parse(readFileSync(frozen, 'utf8')));
  expect(Object.keys(checksums)).toHaveLength(MIGRATIONS.length);
});

/** File → SHA-256 of its text; line ends are those of git. */
function checksumsOfMigrations(): Record<string, string> {
  const directory = resolve(import.meta.dirname, '../../src/platform/database/migrations');
  const files = readdirSync(directory).filter((name) => /^\d{4}-.*\.ts$/.test(name));
  const textOf = (name: string) => readFileSync(join(directory, name), 'utf8').replaceAll('\r\n', '\n');
  return Object.fromEntries(
    files.sort().map((name) => [name, createHash('sha256').update(textOf(name)).digest('hex')]),
  );
}

/** `YYYY_MM` of the month that is so many months ahead. */
function monthIn(ahead: number): string {
  const now = new Date();
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead));
  return month.toISOString().slice(0, 7).replace('-', '_');
}

/** The partition that a notification of this moment lands in. */
async function partitionOf(source: DataSource, moment: string): Promise<string> {
  const [row] = await source.query<{ partition: string }[]>(
    `insert into notification (id, user_id, type, title, text, data, created_at) values ($1, 'u', 't', 't', 't', '{}', $2)
     returning tableoid::regclass::text as partition`,
    [firstIdOf(new Date(moment)), moment],
  );
  return row?.partition ?? '';
}
