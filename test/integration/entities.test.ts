import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import { ENTITIES } from '../../src/entities.js';
import { sourceOptions } from '../../src/platform/database/source-options.js';
import { freshDatabase } from '../support/database.js';
import { remember } from '../support/started.js';

const source = resolve(import.meta.dirname, '../../src');

/** What the database may promise beyond the row classes: checks, foreign keys, indexes, defaults. */
const PROMISES_MORE = [
  /^ALTER TABLE "\w+" DROP CONSTRAINT "\w+"$/,
  /^DROP INDEX "public"\."\w+"$/,
  /^ALTER TABLE "\w+" ALTER COLUMN "\w+" DROP DEFAULT$/,
];

/** What TypeORM would change to make the database what the row classes say, less what it would take away. */
async function drift(entities: readonly (new () => object)[]): Promise<string[]> {
  const { url } = await freshDatabase();
  const settings = { url, pool: 2, statementTimeoutMs: 30_000, entities };
  const database = await new DataSource(sourceOptions(settings)).initialize();
  remember(() => database.destroy());
  const { upQueries } = await database.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query).filter((query) => !PROMISES_MORE.some((allowed) => allowed.test(query)));
}

it('the migrations make every table, column and unique key that a row class names', async () => {
  expect(await drift(ENTITIES)).toEqual([]);
});

it('sees a column that the migrations lack, and one of another type', async () => {
  @Entity('refusal_count')
  class Drifted {
    @PrimaryColumn('text') source!: string;
    @PrimaryColumn('timestamptz') hour!: Date;
    @PrimaryColumn('text') reason!: string;
    @Column('integer') refusals!: number;
    @Column('text') colour!: string;
  }
  const found = (await drift([Drifted])).join('\n');
  expect(found).toContain('ADD "refusals" integer');
  expect(found).toContain('ADD "colour" text');
});

it('every row class is listed for the DataSource', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.entity.ts'),
  );
  const classes = files.flatMap((name) => [
    ...readFileSync(join(source, name), 'utf8').matchAll(/^export class (\w+)/gm),
  ]);
  expect(classes.map(([, name]) => name).sort()).toEqual(ENTITIES.map(({ name }) => name).sort());
});
