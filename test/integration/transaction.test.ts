import { DataSource } from 'typeorm';
import { SystemClock } from '../../src/kernel/clock.js';
import { Idempotency } from '../../src/platform/database/idempotency.js';
import { sourceOptions } from '../../src/platform/database/source-options.js';
import { changedMeanwhile, Transaction, type Tx } from '../../src/platform/database/transaction.js';
import type { Write } from '../../src/platform/database/write.js';
import { freshDatabase } from '../support/database.js';
import { remember } from '../support/started.js';
import { until } from '../support/until.js';

const POOL = 4;

async function start() {
  const { url } = await freshDatabase();
  const source = await new DataSource(sourceOptions({ url, pool: POOL, statementTimeoutMs: 5_000 })).initialize();
  remember(() => source.destroy());
  await source.query('create table account (name text primary key, amount integer not null)');
  await source.query(`insert into account values ('a', 0), ('b', 0)`);
  const transaction = new Transaction(source);
  const amounts = async () => {
    const rows = await source.query<{ amount: number }[]>('select amount from account order by name');
    return rows.map(({ amount }) => amount);
  };
  return { source, transaction, amounts };
}

function add(tx: Tx, name: string): Promise<unknown> {
  return tx.query('update account set amount = amount + 1 where name = $1', [name]);
}

it('commits everything, or nothing and gives the error', async () => {
  const { transaction, amounts } = await start();
  await transaction.run(async (tx) => {
    await add(tx, 'a');
    await add(tx, 'b');
  });
  const failing = transaction.run(async (tx) => {
    await add(tx, 'a');
    throw new Error('No');
  });
  await expect(failing).rejects.toThrow('No');
  expect(await amounts()).toEqual([1, 1]);
});

it('runs the loser of a deadlock again, and effects once and only after a commit', async () => {
  const { source, transaction, amounts } = await start();
  await source.query('create table waiting (name text)');
  let runs = 0;
  let effects = 0;
  const both = (first: string, second: string) =>
    transaction.run(async (tx) => {
      runs += 1;
      transaction.afterCommit(tx, () => {
        effects += 1;
      });
      await add(tx, first);
      await source.query('insert into waiting values ($1)', [first]);
      await bothCame(source);
      await add(tx, second);
    });
  await Promise.all([both('a', 'b'), both('b', 'a')]);
  expect(await amounts()).toEqual([2, 2]);
  expect(runs).toBeGreaterThan(2);
  expect(effects).toBe(2);
});

it('has no effects after a rollback', async () => {
  const { transaction } = await start();
  let effects = 0;
  const failing = transaction.run(async (tx) => {
    transaction.afterCommit(tx, () => {
      effects += 1;
    });
    throw new Error('No');
  });
  await expect(failing).rejects.toThrow('No');
  expect(effects).toBe(0);
});

it('serves four times as many transactions at once as it has connections', async () => {
  const { transaction, amounts } = await start();
  await Promise.all(Array.from({ length: 4 * POOL }, () => transaction.run((tx) => add(tx, 'a'))));
  expect(await amounts()).toEqual([4 * POOL, 0]);
});

describe('a call that may be repeated', () => {
  const CALL = { scope: 'leads', key: 'k-1', request: { massTort: 'roundup', answers: { wasInjured: 'yes' } } };

  /** Calls once under the key; the work counts itself. */
  async function startCalls() {
    const { transaction, amounts } = await start();
    const idempotency = new Idempotency(new SystemClock(), transaction);
    const call = (change: Partial<typeof CALL> = {}) =>
      transaction.run((tx) =>
        idempotency.once(tx, { ...CALL, ...change }, async () => {
          await add(tx, 'a');
          return { id: Math.random() };
        }),
      );
    return { call, amounts };
  }

  it('is done once under 20 concurrent repeats, and all get the same answer', async () => {
    const { call, amounts } = await startCalls();
    const answers = await Promise.all(Array.from({ length: 20 }, () => call()));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await amounts()).toEqual([1, 0]);
  });

  it('is refused under the same key with another request, and is another one in another scope', async () => {
    const { call, amounts } = await startCalls();
    await call();
    const other = { massTort: 'talcum-powder', answers: { wasInjured: 'yes' } };
    await expect(call({ request: other })).rejects.toMatchObject({ kind: 'conflict', code: 'idempotency_key_reused' });
    await call({ scope: 'payments', request: other });
    expect(await amounts()).toEqual([2, 0]);
  });
});

/** Waits until both sides hold their first row. */
async function bothCame(source: DataSource): Promise<void> {
  for (;;) {
    const [row] = await source.query<{ sides: number }[]>('select count(distinct name)::integer as sides from waiting');
    if (row?.sides === 2) return;
  }
}

/** Adds to an account that is expected to hold `was`. */
function addingTo(name: string, was: number): Write {
  return {
    name: 'guarded_add',
    text: (first) =>
      `update account set amount = amount + 1 where name = $${first} and amount = $${first + 1}::int returning name`,
    values: [name, was],
    expects: 1,
  };
}

it('commits writes that find what they expect, without a transaction around what was read before', async () => {
  const { transaction, amounts } = await start();
  let effects = 0;
  await transaction.atOnce(async (tx) => {
    transaction.afterCommit(tx, () => {
      effects += 1;
    });
    expect(await tx.query('select pg_current_xact_id_if_assigned() is null as untouched')).toEqual([
      { untouched: true },
    ]);
    transaction.commitWith(tx, [addingTo('a', 0), addingTo('b', 0)]);
  });
  expect([await amounts(), effects]).toEqual([[1, 1], 1]);
});

it('commits none of them when one finds something else, says that it changed meanwhile, and has no effect', async () => {
  const { transaction, amounts } = await start();
  let effects = 0;
  const failure = await transaction
    .atOnce(async (tx) => {
      transaction.afterCommit(tx, () => {
        effects += 1;
      });
      await transaction.run((other) => add(other, 'b'));
      transaction.commitWith(tx, [addingTo('a', 0), addingTo('b', 0)]);
    })
    .catch((error: unknown) => error);
  expect([changedMeanwhile(failure), await amounts(), effects]).toEqual([true, [0, 1], 0]);
});

it('sees in its write what another committed while it waited for the row', async () => {
  const { source, transaction, amounts } = await start();
  const holder = source.createQueryRunner();
  await holder.startTransaction();
  await holder.query(`update account set amount = 5 where name = 'a'`);
  const waiting = transaction
    .atOnce(async (tx) => transaction.commitWith(tx, [addingTo('a', 0)]))
    .catch((error: unknown) => error);
  await until('the write to wait', async () => {
    const [row] = await source.query<{ waits: boolean }[]>(
      `select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waits`,
    );
    return row?.waits ?? false;
  });
  await holder.commitTransaction();
  await holder.release();
  expect([changedMeanwhile(await waiting), await amounts()]).toEqual([true, [5, 0]]);
});
