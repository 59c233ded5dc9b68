import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { SystemClock } from '../../src/kernel/clock.js';
import { sourceOptions } from '../../src/platform/database/source-options.js';
import { type MasterKeys, SecretsService } from '../../src/platform/secrets/secrets.service.js';
import { freshDatabase } from '../support/database.js';
import { remember } from '../support/started.js';

const HERE = { table: 'endpoint', column: 'auth_sealed', id: '1' };
const first = randomBytes(32);
const second = randomBytes(32);

async function newSource(): Promise<DataSource> {
  const { url } = await freshDatabase();
  const source = await new DataSource(sourceOptions({ url, pool: 5, statementTimeoutMs: 5_000 })).initialize();
  remember(() => source.destroy());
  return source;
}

/** A booted process's secrets. */
async function boot(source: DataSource, current: Buffer, previous?: Buffer): Promise<SecretsService> {
  const keys: MasterKeys = { current, previous };
  const secrets = new SecretsService(source, new SystemClock(), keys);
  await secrets.onModuleInit();
  return secrets;
}

async function wrappedKeys(source: DataSource): Promise<string[]> {
  const rows = await source.query<{ key: string }[]>(
    `select encode(wrapped, 'hex') as key from data_key order by purpose`,
  );
  return rows.map(({ key }) => key);
}

it('opens what it sealed in its place, after a restart too, and nowhere else', async () => {
  const source = await newSource();
  const sealed = (await boot(source, first)).seal('s3cret', HERE);
  const restarted = await boot(source, first);
  expect(restarted.open(sealed, HERE).toString()).toBe('s3cret');
  expect(() => restarted.open(sealed, { ...HERE, id: '2' })).toThrow();
  expect(() => restarted.open(sealed, { ...HERE, column: 'signing_secret_sealed' })).toThrow();
  expect(() => restarted.open(sealed, { ...HERE, table: 'lead' })).toThrow();
});

it('keeps no key in the clear: another database opens nothing under the same master key', async () => {
  const sealed = (await boot(await newSource(), first)).seal('s3cret', HERE);
  const elsewhere = await boot(await newSource(), first);
  expect(() => elsewhere.open(sealed, HERE)).toThrow();
});

it('fails the boot under a wrong master key, saying what to do, and changes nothing', async () => {
  const source = await newSource();
  await boot(source, first);
  const before = await wrappedKeys(source);
  await expect(boot(source, second)).rejects.toThrow(
    'MASTER_KEY does not open the keys of this database. Use the one it was started with first, or give that one as MASTER_KEY_PREVIOUS to change it.',
  );
  expect(await wrappedKeys(source)).toEqual(before);
});

it('fails the boot when neither the master key nor the previous one fits', async () => {
  const source = await newSource();
  await boot(source, first);
  await expect(boot(source, second, randomBytes(32))).rejects.toThrow('MASTER_KEY does not open the keys');
});

it('wraps the keys anew under a new master key: what was sealed opens, indexes and signatures stay', async () => {
  const source = await newSource();
  const old = await boot(source, first);
  const sealed = old.seal('s3cret', HERE);
  const before = await wrappedKeys(source);
  const rotated = await boot(source, second, first);
  expect((await wrappedKeys(source)).filter((key) => before.includes(key))).toEqual([]);
  expect(rotated.open(sealed, HERE).toString()).toBe('s3cret');
  expect(rotated.blindIndex('phone', '+12025550142')).toBe(old.blindIndex('phone', '+12025550142'));
  expect(rotated.sign('text')).toBe(old.sign('text'));
  const later = await boot(source, second);
  expect(later.open(sealed, HERE).toString()).toBe('s3cret');
  await expect(boot(source, first)).rejects.toThrow('MASTER_KEY does not open the keys');
});

it('indexes equal values of one kind alike, and tells kinds and values apart', async () => {
  const secrets = await boot(await newSource(), first);
  const index = secrets.blindIndex('phone', '+12025550142');
  expect(index).toMatch(/^[0-9a-f]{32}$/);
  expect(secrets.blindIndex('phone', '+12025550142')).toBe(index);
  expect(secrets.blindIndex('email', '+12025550142')).not.toBe(index);
  expect(secrets.blindIndex('phone', '+12025550143')).not.toBe(index);
});

it('gives five processes that start at once on a new database one set of keys', async () => {
  const source = await newSource();
  const five = await Promise.all(Array.from({ length: 5 }, () => boot(source, first)));
  const sealed = five.map((secrets) => secrets.seal('s3cret', HERE));
  for (const secrets of five) for (const one of sealed) expect(secrets.open(one, HERE).toString()).toBe('s3cret');
  expect(new Set(five.map((secrets) => secrets.blindIndex('phone', '1'))).size).toBe(1);
  expect(new Set(five.map((secrets) => secrets.sign('text'))).size).toBe(1);
});

it('lets five processes change the master key at once', async () => {
  const source = await newSource();
  const sealed = (await boot(source, first)).seal('s3cret', HERE);
  const five = await Promise.all(Array.from({ length: 5 }, () => boot(source, second, first)));
  for (const secrets of five) expect(secrets.open(sealed, HERE).toString()).toBe('s3cret');
  expect((await boot(source, second)).open(sealed, HERE).toString()).toBe('s3cret');
});
