import { freshDatabase } from '../support/database.js';
import { type Platform, startPlatform } from '../support/platform.js';

const ROUTES = { 'thing.happened': [{ consumer: 'test.effect', lane: 'notifications', batch: 20 }] } as const;
let platform: Platform;

beforeAll(async () => {
  const { url: databaseUrl } = await freshDatabase();
  const prepare = ({ handlers }: { handlers: Platform['handlers'] }) =>
    handlers.register('test.effect', async () => undefined);
  platform = await startPlatform({ databaseUrl, redisUrl: undefined, routes: ROUTES, change: {}, prepare });
});

/** Tells of something; answers the ids under which it is owed. */
async function told(number: number): Promise<string[]> {
  const { transaction, outbox, source } = platform;
  await transaction.run((tx) => outbox.append(tx, [{ topic: 'thing.happened', data: { number } }]));
  const rows = await source.query<{ id: string }[]>("select id from outbox where data->>'number' = $1", [number]);
  return rows.map(({ id }) => id);
}

const failuresOf = (ids: readonly string[]): Promise<{ failures: number }[]> =>
  platform.source.query('select failures from outbox where id = any($1)', [ids]);

it('is owed until it is done, and then no more', async () => {
  const ids = await told(1);
  const seen: unknown[] = [];
  const work = async (events: { data: unknown }[]) => {
    seen.push(...events.map(({ data }) => data));
    expect(await failuresOf(ids)).toHaveLength(1);
  };
  await platform.outbox.handleRepeatably(ids, work);
  await platform.outbox.handleRepeatably(ids, work);
  expect([seen, await failuresOf(ids)]).toEqual([[{ number: 1 }], []]);
});

it('stays owed when it breaks off, with its failure noted', async () => {
  const ids = await told(2);
  await platform.outbox.handleRepeatably(ids, () => Promise.reject(new Error('broken off')));
  expect(await failuresOf(ids)).toEqual([{ failures: 1 }]);
  await platform.outbox.handleRepeatably(ids, async () => undefined);
  expect(await failuresOf(ids)).toEqual([]);
});
