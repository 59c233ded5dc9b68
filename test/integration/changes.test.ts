import { DataSource } from 'typeorm';
import { Changes } from '../../src/platform/database/changes.js';
import { DatabaseListener } from '../../src/platform/database/database-listener.js';
import { sourceOptions } from '../../src/platform/database/source-options.js';
import { Transaction } from '../../src/platform/database/transaction.js';
import { freshDatabase } from '../support/database.js';
import { remember } from '../support/started.js';
import { until } from '../support/until.js';

type Process = { readonly transaction: Transaction; readonly changes: Changes; readonly forgot: string[] };

let here: Process;
let there: Process;

beforeAll(async () => {
  const { url } = await freshDatabase();
  here = await aProcess(url);
  there = await aProcess(url);
});

/** What a process needs to hear of changes; notes what it forgot. */
async function aProcess(url: string): Promise<Process> {
  const source = await new DataSource(sourceOptions({ url, pool: 2, statementTimeoutMs: 5_000 })).initialize();
  remember(() => source.destroy());
  const listener = new DatabaseListener(source);
  remember(() => listener.onApplicationShutdown());
  const transaction = new Transaction(source);
  const changes = new Changes(transaction, listener);
  const forgot: string[] = [];
  for (const subject of ['cases', 'statuses'] as const) changes.onChange(subject, () => void forgot.push(subject));
  changes.onApplicationBootstrap();
  await until('it to listen', async () => {
    const [row] = await source.query<{ heard: number }[]>(
      `select count(*)::integer as heard from pg_stat_activity
       where datname = current_database() and query ilike 'listen%configuration%'`,
    );
    return (row?.heard ?? 0) >= (here ? 2 : 1);
  });
  return { transaction, changes, forgot };
}

const tellOf = (subject: 'cases' | 'statuses') => here.transaction.run((tx) => here.changes.tell(tx, subject));

it('has this process forget before whoever made the change goes on, and the others as soon as they hear of it', async () => {
  await tellOf('cases');
  expect(here.forgot).toContain('cases');
  await until('the other process to forget', async () => there.forgot.includes('cases'));
  expect([...here.forgot, ...there.forgot]).not.toContain('statuses');
});

it('says nothing of a change that is rolled back', async () => {
  const failed = here.transaction.run(async (tx) => {
    await here.changes.tell(tx, 'statuses');
    throw new Error('No change after all');
  });
  await expect(failed).rejects.toThrow('No change after all');
  await tellOf('cases');
  await until('the other process to hear what came after', async () => there.forgot.length === 2);
  expect([...here.forgot, ...there.forgot]).not.toContain('statuses');
});

it('forgets everything when the connection was lost for a while', async () => {
  await here.transaction.run((tx) =>
    tx.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query ilike 'listen%configuration%' and pid <> pg_backend_pid()`),
  );
  await until('both to listen again', async () => [here, there].every(({ forgot }) => forgot.includes('statuses')));
});
