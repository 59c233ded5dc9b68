import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DatabaseListener } from '../../src/platform/database/database-listener.js';
import { sourceOptions } from '../../src/platform/database/source-options.js';
import { Transaction } from '../../src/platform/database/transaction.js';
import { freshDatabase } from '../support/database.js';
import { remember } from '../support/started.js';
import { until } from '../support/until.js';

Logger.overrideLogger(false);

/** One process: its listener, and a way to tell others. */
async function startProcess(url: string) {
  const source = await new DataSource(sourceOptions({ url, pool: 2, statementTimeoutMs: 5_000 })).initialize();
  remember(() => source.destroy());
  const listener = new DatabaseListener(source);
  remember(() => listener.onApplicationShutdown());
  const transaction = new Transaction(source);
  const tell = (channel: string, payload: string) => transaction.run((tx) => listener.tell(tx, channel, payload));
  return { source, transaction, listener, tell };
}

/** What a listener heard on a channel so far; null is "look again". */
async function heardBy(listener: DatabaseListener, channel: string): Promise<(string | null)[]> {
  const heard: (string | null)[] = [];
  await listener.hear(channel, (payload) => heard.push(payload));
  return heard;
}

async function cutListeners(source: DataSource): Promise<number> {
  const cut = await source.query<unknown[]>(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen %'`,
  );
  return cut.length;
}

it('hears what any process says after its commit, on its own channels only', async () => {
  const { url } = await freshDatabase();
  const [one, other] = [await startProcess(url), await startProcess(url)];
  const [feed, quiet] = [await heardBy(one.listener, 'feed'), await heardBy(one.listener, 'quiet')];
  await other.tell('feed', 'a');
  await one.tell('feed', 'b');
  await until('both to be heard', async () => feed.length === 2);
  expect(feed).toEqual(['a', 'b']);
  expect(quiet).toEqual([]);
});

it('hears nothing of a transaction that was rolled back', async () => {
  const { url } = await freshDatabase();
  const { listener, transaction, tell } = await startProcess(url);
  const heard = await heardBy(listener, 'feed');
  const undone = transaction.run(async (tx) => {
    await listener.tell(tx, 'feed', 'undone');
    throw new Error('No');
  });
  await expect(undone).rejects.toThrow('No');
  await tell('feed', 'done');
  await until('the other to be heard', async () => heard.length > 0);
  expect(heard).toEqual(['done']);
});

it('lets many listen to a channel, and one of them stop', async () => {
  const { url } = await freshDatabase();
  const { listener, tell } = await startProcess(url);
  const stays = await heardBy(listener, 'feed');
  const leaves: (string | null)[] = [];
  const stop = await listener.hear('feed', (payload) => leaves.push(payload));
  await tell('feed', 'a');
  await until('both to hear', async () => stays.length + leaves.length === 2);
  stop();
  await tell('feed', 'b');
  await until('the one to hear', async () => stays.length === 2);
  expect(leaves).toEqual(['a']);
});

it('goes on telling the others when one of them throws', async () => {
  const { url } = await freshDatabase();
  const { listener, tell } = await startProcess(url);
  await listener.hear('feed', () => {
    throw new Error('Mine');
  });
  const heard = await heardBy(listener, 'feed');
  await tell('feed', 'a');
  await until('the other to hear', async () => heard.length === 1);
});

it('connects again after a cut, says that anything may have happened, and hears on', async () => {
  const { url } = await freshDatabase();
  const { source, listener, tell } = await startProcess(url);
  const [feed, second] = [await heardBy(listener, 'feed'), await heardBy(listener, 'second')];
  expect(await cutListeners(source)).toBe(1);
  await until('both channels to be told to look', async () => feed.includes(null) && second.includes(null));
  await tell('feed', 'after');
  await tell('second', 'after');
  await until('both to hear again', async () => feed.includes('after') && second.includes('after'));
  expect([feed, second]).toEqual([
    [null, 'after'],
    [null, 'after'],
  ]);
});

it('takes a channel that is asked for while the connection is lost', async () => {
  const { url } = await freshDatabase();
  const { source, listener, tell } = await startProcess(url);
  const early = await heardBy(listener, 'early');
  await cutListeners(source);
  const late = await heardBy(listener, 'late');
  await until('the connection to be back', async () => early.includes(null));
  await tell('late', 'a');
  await until('the late one to hear', async () => late.includes('a'));
});

it('survives many cuts in a row with one connection', async () => {
  const { url } = await freshDatabase();
  const { source, listener, tell } = await startProcess(url);
  const heard = await heardBy(listener, 'feed');
  for (let round = 1; round <= 3; round += 1) {
    await cutListeners(source);
    await until('the connection to be back', async () => heard.filter((payload) => payload === null).length === round);
  }
  await tell('feed', 'after');
  await until('it to hear again', async () => heard.includes('after'));
  expect(heard.filter((payload) => payload === 'after')).toHaveLength(1);
  expect(await cutListeners(source)).toBe(1);
});

it('stops while it is connecting again', async () => {
  const { url } = await freshDatabase();
  const { source, listener } = await startProcess(url);
  await heardBy(listener, 'feed');
  await cutListeners(source);
  await listener.onApplicationShutdown();
  expect(await cutListeners(source)).toBe(0);
});
