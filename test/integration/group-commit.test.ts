import { DataSource } from 'typeorm';
import { GroupCommit } from '../../src/platform/database/group-commit.js';
import { sourceOptions } from '../../src/platform/database/source-options.js';
import { Transaction } from '../../src/platform/database/transaction.js';
import { freshDatabase } from '../support/database.js';
import { query } from '../support/embedded-server.js';
import { remember } from '../support/started.js';
import { until } from '../support/until.js';

const POOL = 4;

/** A table that refuses negative numbers, and a group that writes into it. */
async function start() {
  const { url } = await freshDatabase();
  const source = await new DataSource(sourceOptions({ url, pool: POOL, statementTimeoutMs: 5_000 })).initialize();
  remember(() => source.destroy());
  await source.query('create table mark (number integer primary key check (number >= 0))');
  const transaction = new Transaction(source);
  let writes = 0;
  const group = new GroupCommit((numbers: readonly number[]) =>
    transaction.run(async (tx) => {
      writes += 1;
      await tx.query('insert into mark select unnest($1::integer[])', [numbers]);
      return numbers;
    }),
  );
  const marks = async () => (await query(url, 'select number from mark order by number')).map(({ number }) => number);
  return { url, source, group, marks, writes: () => writes };
}

it('commits 400 inputs that come at once with a few transactions', async () => {
  const { group, marks, writes } = await start();
  const numbers = Array.from({ length: 400 }, (_, number) => number);
  expect(await Promise.all(numbers.map((number) => group.submit(number)))).toEqual(numbers);
  expect(await marks()).toEqual(numbers);
  expect(writes()).toBeLessThanOrEqual(4);
});

it('rolls back a batch with a bad input and commits its neighbours all the same', async () => {
  const { group, marks } = await start();
  const answers = await Promise.allSettled([1, 2, -3, 4].map((number) => group.submit(number)));
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(await marks()).toEqual([1, 2, 4]);
});

it('says unavailable while the database is locked up, and works when it is free', async () => {
  const { url, group, marks } = await start();
  const locked = query(url, 'begin; lock table mark; select pg_sleep(6); commit');
  await until(
    'the lock to be held',
    async () => (await query(url, `select 1 from pg_locks where mode = 'AccessExclusiveLock'`))[0],
  );
  let isFree = false;
  void locked.then(() => {
    isFree = true;
  });
  await expect(group.submit(1)).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 2 });
  expect(isFree).toBe(false);
  await locked;
  expect(await group.submit(2)).toBe(2);
  expect(await marks()).toContain(2);
});

it('says unavailable, not done, when its connections are cut, and works again at once', async () => {
  const { url, group, marks } = await start();
  await group.submit(1);
  const cut = query(
    url,
    `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name = 'partner-gateway'`,
  );
  const answers = await Promise.allSettled(Array.from({ length: 50 }, (_, number) => group.submit(number + 10)));
  await cut;
  const kept = await marks();
  answers.forEach((answer, at) => {
    if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'unavailable' });
    else expect(kept).toContain(at + 10);
  });
  await until('it to work again', () => group.submit(2).catch(() => false as const));
});
