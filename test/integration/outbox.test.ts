import type { DataSource } from 'typeorm';
import type { Tx } from '../../src/platform/database/transaction.js';
import type { OutboxEvent } from '../../src/platform/outbox/outbox.service.js';
import { freshDatabase } from '../support/database.js';
import {
  createEffects,
  effects,
  failures,
  noteEffects,
  numberOf,
  owed,
  plant,
  queued,
} from '../support/outbox-rows.js';
import { type Platform, startPlatform } from '../support/platform.js';
import { queueLegs } from '../support/queue-legs.js';
import { flushRedis } from '../support/redis.js';
import { stopAll } from '../support/started.js';
import { until } from '../support/until.js';

const ROUTES = {
  'thing.happened': [{ consumer: 'test.effect', lane: 'notifications', batch: 20 }],
  'thing.told': [
    { consumer: 'test.effect', lane: 'notifications', batch: 20 },
    { consumer: 'test.other', lane: 'maintenance', batch: 1 },
  ],
} as const;

afterEach(stopAll);

describe.each(queueLegs(2))('the outbox on $name', ({ redisUrl }) => {
  type Work = (tx: Tx, events: OutboxEvent[]) => Promise<void>;

  /** A database with a table of effects, and a queue that holds nothing. */
  async function prepare(): Promise<string> {
    if (redisUrl) await flushRedis(redisUrl);
    return (await freshDatabase()).url;
  }

  function start(databaseUrl: string, work: Work = noteEffects): Promise<Platform> {
    return startPlatform({
      databaseUrl,
      redisUrl,
      routes: ROUTES,
      change: { reconcileAfterSeconds: 0.3 },
      prepare: ({ handlers, outbox }) => {
        handlers.register('test.effect', (ids) => outbox.handleOnce(ids, work));
        handlers.register('test.other', (ids) => outbox.handleOnce(ids, noteEffects));
      },
    });
  }

  function append({ transaction, outbox }: Platform, ...numbers: number[]): Promise<void> {
    const events = numbers.map((number) => ({ topic: 'thing.happened', data: { number } }));
    return transaction.run((tx) => outbox.append(tx, events));
  }

  async function loseQueue(source: DataSource): Promise<void> {
    if (redisUrl) return await flushRedis(redisUrl);
    const tables = await source.query<{ name: string }[]>(
      `select format('bullmq.%I', tablename) as name from pg_tables where schemaname = 'bullmq' and tablename <> 'migration'`,
    );
    await source.query(`truncate ${tables.map(({ name }) => name).join(', ')}`);
  }

  it('tells everyone who hears of a topic, once, and owes nothing afterwards', async () => {
    const platform = await start(await prepare());
    await createEffects(platform.source);
    const { transaction, outbox, source } = platform;
    await transaction.run((tx) => outbox.append(tx, [{ topic: 'thing.told', data: { number: 7 } }]));
    await until('both to have heard', async () => (await effects(source)).length === 2);
    await until('nothing to be owed', async () => (await owed(source)) === 0);
    expect(await effects(source)).toEqual([7, 7]);
  });

  it('refuses a topic that nobody hears of, and owes nothing after a rollback', async () => {
    const { transaction, outbox, source } = await start(await prepare());
    const unknown = transaction.run((tx) => outbox.append(tx, [{ topic: 'thing.unheard', data: {} }]));
    await expect(unknown).rejects.toThrow('Nobody is named for the topic thing.unheard');
    const undone = transaction.run(async (tx) => {
      await outbox.append(tx, [{ topic: 'thing.happened', data: { number: 1 } }]);
      throw new Error('The change was not possible');
    });
    await expect(undone).rejects.toThrow('The change was not possible');
    expect(await owed(source)).toBe(0);
  });

  it('does the work of an event once under 20 concurrent repeats', async () => {
    const { source, outbox } = await start(await prepare());
    await createEffects(source);
    const id = await plant(source, 1, 'elsewhere');
    await Promise.all(Array.from({ length: 20 }, () => outbox.handleOnce([id], noteEffects)));
    expect(await effects(source)).toEqual([1]);
  });

  it('keeps the row and nothing of the work when the work fails, and notes the failure without its values', async () => {
    const { source, outbox } = await start(await prepare());
    await createEffects(source);
    const id = await plant(source, 1, 'elsewhere');
    await outbox.handleOnce([id], async (tx, events) => {
      await noteEffects(tx, events);
      throw new Error('Key (phone)=(2025550142) already exists');
    });
    expect(await effects(source)).toEqual([]);
    const [row] = await source.query('select failures, last_error from outbox');
    expect(row).toEqual({ failures: 1, last_error: 'Error: Key (phone)=(…) already exists' });
  });

  it('does events handed over together one by one when one of them fails', async () => {
    const { source, outbox } = await start(await prepare());
    await createEffects(source);
    const ids = await Promise.all([1, 2, 3].map((number) => plant(source, number, 'elsewhere')));
    await outbox.handleOnce(ids, async (tx, events) => {
      await noteEffects(tx, events);
      if (events.some(({ data }) => numberOf(data) === 2)) throw new Error('Not this one');
    });
    expect(await effects(source)).toEqual([1, 3]);
    expect(await source.query(`select data->'number' as number, failures from outbox`)).toEqual([
      { number: 2, failures: 1 },
    ]);
  });

  it('keeps what is told in one breath in one row, and brings back of it only the event that fails', async () => {
    let fails = true;
    const heard: string[] = [];
    const platform = await start(await prepare(), async (tx, events) => {
      if (fails && events.some(({ data }) => numberOf(data) === 2)) throw new Error('Not this one');
      await noteEffects(tx, events);
      heard.push(...events.map(({ id }) => id));
    });
    const { source } = platform;
    await createEffects(source);
    const rows = await platform.transaction.run(async (tx) => {
      await platform.outbox.append(
        tx,
        [1, 2, 3].map((number) => ({ topic: 'thing.happened', data: { number } })),
      );
      return tx.query('select events from outbox');
    });
    expect(rows).toEqual([{ events: 3 }]);
    await until('the failure to be noted', async () => (await failures(source)) === 1);
    expect(await effects(source)).toEqual([1, 3]);
    expect(await source.query(`select data, events, failures from outbox`)).toEqual([
      { data: { number: 2 }, events: 1, failures: 1 },
    ]);
    fails = false;
    await source.query(`update outbox set enqueued_at = now() - interval '62 seconds'`);
    await until('the work to be done', async () => (await owed(source)) === 0);
    expect(await effects(source)).toEqual([1, 2, 3]);
    expect(new Set(heard).size).toBe(3);
  });

  it('brings a failed event back, later with each failure', async () => {
    let fails = true;
    const platform = await start(await prepare(), async (tx, events) => {
      if (fails) throw new Error('Not yet');
      await noteEffects(tx, events);
    });
    const { source } = platform;
    await createEffects(source);
    await append(platform, 1);
    await until('the failure to be noted', async () => (await failures(source)) === 1);
    fails = false;
    await source.query(`update outbox set enqueued_at = now() - interval '59 seconds'`);
    await until('the reconciler to have passed', () => reconcilerPassed(platform));
    expect(await effects(source)).toEqual([]);
    await source.query(`update outbox set enqueued_at = now() - interval '62 seconds'`);
    await until('the work to be done', async () => (await effects(source)).length === 1);
  });

  it('moves committed rows that nobody nudged it for', async () => {
    const { source } = await start(await prepare());
    await createEffects(source);
    await plant(source, 1, null);
    await until('the work to be done', async () => (await effects(source)).length === 1);
  });

  it('loses nothing and repeats nothing when the queue is emptied with 500 events on the way', async () => {
    let emptied: Promise<void> | undefined;
    const platform = await start(await prepare(), async (tx, events) => {
      await until(
        'all to be queued once',
        async () => emptied !== undefined || (await queued(platform.source)) === 500,
      );
      await noteEffects(tx, events);
      // Nobody takes a further job before the queue is empty.
      emptied ??= loseQueue(platform.source);
      await emptied;
    });
    const { source } = platform;
    await createEffects(source);
    for (let at = 0; at < 500; at += 100) await append(platform, ...Array.from({ length: 100 }, (_, one) => at + one));
    await until('nothing to be owed', async () => (await owed(source)) === 0, 25_000);
    expect(platform.log()).toContain('reconciler.queued_again');
    expect(await effects(source)).toEqual(Array.from({ length: 500 }, (_, number) => number));
  });

  it('queues again what was queued and never done, with nothing new to move', async () => {
    const url = await prepare();
    const { source, log } = await start(url);
    await createEffects(source);
    for (const number of [1, 2, 3]) await plant(source, number, null, `now() - interval '5 seconds'`);
    await until('the work to be done', async () => (await effects(source)).length === 3);
    expect(await effects(source)).toEqual([1, 2, 3]);
    expect(log()).toContain('reconciler.queued_again');
  });

  it('queues each row once when two processes relay', async () => {
    const url = await prepare();
    const first = await start(url);
    await createEffects(first.source);
    const second = await start(url);
    await first.source.query('create table queued_more_than_once (id uuid)');
    await first.source.query(
      `create function note_enqueues() returns trigger language plpgsql as $$
       begin insert into queued_more_than_once select new.id where new.enqueues > 1; return new; end $$;
       create trigger note_enqueues after update on outbox for each row execute function note_enqueues()`,
    );
    const numbers = Array.from({ length: 400 }, (_, number) => number);
    await Promise.all(numbers.map((number) => append(number % 2 ? first : second, number)));
    await until('nothing to be owed', async () => (await owed(first.source)) === 0);
    expect(await effects(first.source)).toEqual(numbers);
    expect(await first.source.query('select id from queued_more_than_once')).toEqual([]);
  });
});

/** Whether the reconciler looked since: it queues a planted row of another lane again. */
async function reconcilerPassed({ source }: Platform): Promise<boolean> {
  await source.query(
    `insert into outbox (id, topic, consumer, lane, data, created_at, enqueued_at)
     select gen_random_uuid(), 'witness', 'test.other', 'maintenance', '{"number": -1}', now(), now() - interval '5 seconds'
     where not exists (select 1 from outbox where topic = 'witness') and not exists (select 1 from effect where number = -1)`,
  );
  const rows = await source.query(`delete from effect where number = -1 returning number`);
  return rows[1] === 1;
}
