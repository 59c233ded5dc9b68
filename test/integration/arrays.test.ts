import { DataSource } from 'typeorm';
import { arrayOf } from '../../src/platform/database/arrays.js';
import { sourceOptions } from '../../src/platform/database/source-options.js';
import { freshDatabase } from '../support/database.js';
import { remember } from '../support/started.js';

let source: DataSource;

beforeAll(async () => {
  const { url } = await freshDatabase();
  source = await new DataSource(sourceOptions({ url, pool: 2, statementTimeoutMs: 5_000 })).initialize();
  remember(() => source.destroy());
});

/** What PostgreSQL has of the values, in their order. */
async function stored(values: readonly unknown[], type: string): Promise<unknown[]> {
  const sql = `select value from unnest($1::${type}[]) with ordinality as given (value, at) order by at`;
  const rows = await source.query<{ value: unknown }[]>(sql, [arrayOf(values, type)]);
  return rows.map(({ value }) => value);
}

const ID = '0193b2a0-0000-7000-8000-000000000001';
const TRICKY = ['', '{}', 'a,b', '"quoted"', 'back\\slash', 'NULL', 'zwölf €', '  ', '\n', '𝒳', null];

it.each([
  ['text', TRICKY],
  ['text', [null]],
  ['text', []],
  ['bytea', [Buffer.of(0, 255, 34, 92), null, Buffer.alloc(0)]],
  ['jsonb', [{ a: [1, 'x"y'], b: null }, [], 'text', 4.5, true, null]],
  ['uuid', [ID, null, '01234567-89ab-cdef-fedc-ba9876543210']],
  ['integer', [1, null, -5]],
  ['smallint', [200]],
  ['boolean', [true, false, null]],
  ['numeric', ['12.5', null]],
  ['timestamptz', [new Date('2026-01-02T03:04:05.678Z'), null]],
  [
    'timestamptz',
    ['1970-01-01T00:00:00.001Z', '1999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'].map((at) => new Date(at)),
  ],
])('hands a column of %s over as it is: %j', async (type, values) => {
  expect(await stored(values, type)).toEqual(values);
});

it('holds for any texts', async () => {
  const texts = Array.from(
    { length: 0x300 },
    (_, code) => String.fromCharCode(code + 1) + String.fromCharCode(code + 1),
  );
  expect(await stored(texts, 'text')).toEqual(texts);
});

it('hands nothing over as a number or an id that is none', () => {
  for (const value of ['1,2', '{', '"', ' ', '']) {
    for (const type of ['uuid', 'integer']) expect(() => arrayOf([value], type)).toThrow('expected');
  }
  const almost = [ID.slice(1), `${ID}0`, ID.replace('0193', 'xyzw')];
  for (const value of almost) expect(() => arrayOf([value], 'uuid')).toThrow('expected');
  expect(() => arrayOf([new Date(Number.NaN)], 'timestamptz')).toThrow('expected');
});
