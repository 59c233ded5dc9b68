import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { JobHint } from '../../src/platform/queue/lanes.js';
import type { Queues } from '../../src/platform/queue/queues.js';
import { freshDatabase } from '../support/database.js';
import { startPlatform } from '../support/platform.js';
import { hasRedis, queueLegs } from '../support/queue-legs.js';
import { flushRedis, ownRedis } from '../support/redis.js';
import { stopAll } from '../support/started.js';
import { until } from '../support/until.js';

// Fifteen platforms at once would use up the server's connections.
afterEach(stopAll);

const onRedis = hasRedis ? describe : describe.skip;

function hint(jobId: string, change: Partial<JobHint> = {}): JobHint {
  return { handler: 'test.note', ids: [jobId], jobId, ...change };
}

describe.each(queueLegs(1))('the queue on $name', ({ redisUrl }) => {
  /** A platform on a queue that holds nothing, and what its handler was given so far. */
  async function start(work: (id: string) => Promise<void> = async () => undefined) {
    if (redisUrl) await flushRedis(redisUrl);
    const { url } = await freshDatabase();
    const seen: string[] = [];
    const platform = await startPlatform({
      databaseUrl: url,
      redisUrl,
      prepare: ({ handlers }) => {
        handlers.register('test.note', async (ids) => {
          for (const id of ids) {
            seen.push(id);
            await work(id);
          }
        });
      },
    });
    return { ...platform, seen, databaseUrl: url };
  }

  it('hands ids to the handler that the hint names, in any lane', async () => {
    const { queues, seen } = await start();
    await queues.add('deliveries', [hint('a'), hint('b', { ids: ['b1', 'b2'] })]);
    await queues.add('maintenance', [hint('c')]);
    await until('all hints to arrive', async () => seen.length === 4);
    expect([...seen].sort()).toEqual(['a', 'b1', 'b2', 'c']);
  });

  it('drops a second hint under the same id, while the first waits and after it was done', async () => {
    const { queues, seen } = await start();
    await queues.add('deliveries', [hint('a'), hint('a')]);
    await until('the hint to arrive', async () => seen.includes('a'));
    await queues.add('deliveries', [hint('a'), hint('last')]);
    await until('the last hint to arrive', async () => seen.includes('last'));
    expect(seen).toEqual(['a', 'last']);
  });

  it('runs a failing hint once: trying again is up to the rows', async () => {
    const { queues, seen, log } = await start(async (id) => {
      if (id === 'bad') throw new Error('Key (phone)=(2025550142) already exists');
    });
    await queues.add('deliveries', [hint('bad')]);
    await until('the hint to fail', async () => log().includes('job.failed'));
    await queues.add('deliveries', [hint('good')]);
    await until('the next hint to arrive', async () => seen.includes('good'));
    expect(seen).toEqual(['bad', 'good']);
    expect(log()).not.toContain('2025550142');
  });

  it('says so when nobody understands a hint, and goes on', async () => {
    const { queues, seen, log } = await start();
    await queues.add('deliveries', [hint('lost', { handler: 'nobody' }), hint('a')]);
    await until('the next hint to arrive', async () => seen.includes('a'));
    await until('the complaint', async () => log().includes('No handler understands a job called nobody'));
    expect(seen).toEqual(['a']);
  });

  it('works at several hints of a lane at once', async () => {
    let together = 0;
    let most = 0;
    const { queues } = await start(async () => {
      together += 1;
      most = Math.max(most, together);
      await until('four to be under way', async () => most >= 4);
      together -= 1;
    });
    await queues.add(
      'deliveries',
      ['a', 'b', 'c', 'd'].map((id) => hint(id)),
    );
    await until('four hints to run at once', async () => most >= 4);
  });

  it('holds a delayed hint back', async () => {
    const { queues, seen } = await start();
    const added = performance.now();
    await queues.add('deliveries', [hint('later', { delayMs: 700 }), hint('now')]);
    await until('the delayed hint to arrive', async () => seen.includes('later'));
    expect(performance.now() - added).toBeGreaterThan(650);
    expect(seen).toEqual(['now', 'later']);
  });

  it('counts what waits, and not what is under way or was done', async () => {
    const { opened, open } = gate();
    const { queues, seen } = await start(() => opened);
    await queues.add(
      'replays',
      ['a', 'b', 'c'].map((id) => hint(id)),
    );
    await until('the first to be under way', async () => seen.includes('a'));
    expect(await queues.waiting('replays')).toBe(2);
    expect(await queues.waiting('notifications')).toBe(0);
    open();
    await until('the lane to be empty', async () => (await queues.waiting('replays')) === 0);
  });

  it('runs a turn of maintenance once, however many processes ask for it', async () => {
    const { url } = await freshDatabase();
    if (redisUrl) await flushRedis(redisUrl);
    const now = new Date();
    const clock = { now: () => now };
    let turns = 0;
    const others: string[] = [];
    const processes = await Promise.all(
      [1, 2, 3].map(() =>
        startPlatform({
          databaseUrl: url,
          redisUrl,
          clock,
          prepare: ({ maintenance, handlers }) => {
            handlers.register('test.note', async (ids) => void others.push(...ids));
            maintenance.every(3_600, 'tidy', async () => {
              turns += 1;
            });
          },
        }),
      ),
    );
    await until('a turn', async () => turns > 0);
    await processes[0]?.queues.add('maintenance', [hint('after')]);
    await until('what came after it', async () => others.includes('after'));
    expect(turns).toBe(1);
  });
});

onRedis('a Redis that goes away', () => {
  async function startOn(redisUrl: string) {
    const { url } = await freshDatabase();
    const seen: string[] = [];
    const platform = await startPlatform({
      databaseUrl: url,
      redisUrl,
      prepare: ({ handlers }) => handlers.register('test.note', async (ids) => void seen.push(...ids)),
    });
    return { ...platform, seen };
  }

  async function refuses(work: Promise<unknown>): Promise<void> {
    await expect(work).rejects.toThrow(/The queue (is away|does not answer)/);
  }

  it('refuses hints within a second, and works again when it is back', async () => {
    const redis = await ownRedis();
    await redis.start();
    const { queues, seen } = await startOn(redis.url);
    await queues.add('deliveries', [hint('before')]);
    await until('the first hint to arrive', async () => seen.includes('before'));
    await redis.stop();
    await refuses(queues.add('deliveries', [hint('at the cut')]));
    await refuses(queues.waiting('deliveries'));
    await redis.start();
    await until('hints to be taken', () => takes(queues, hint('after')));
    await until('the hint to arrive', async () => seen.includes('after'));
  });

  it('keeps nothing of what it refused: there is no rush when it is back', async () => {
    const redis = await ownRedis();
    await redis.start();
    const { queues, seen } = await startOn(redis.url);
    await redis.stop();
    await until('the cut to be known', async () => (await refusalOf(queues.waiting('deliveries'))).includes('is away'));
    for (let at = 0; at < 100; at += 1) await refuses(queues.add('deliveries', [hint(`meanwhile-${at}`)]));
    await redis.start();
    await until('hints to be taken', () => takes(queues, hint('after')));
    await until('the hint to arrive', async () => seen.includes('after'));
    expect(seen).toEqual(['after']);
  });

  it('does not hold up a start, and is used when it comes', async () => {
    const redis = await ownRedis();
    const { queues, seen } = await startOn(redis.url);
    await refuses(queues.add('deliveries', [hint('early')]));
    await redis.start();
    await until('hints to be taken', () => takes(queues, hint('after')));
    await until('the hint to arrive', async () => seen.includes('after'));
    await until('every lane to work', async () => {
      await queues.add('replays', [hint('replay')]);
      return seen.includes('replay');
    });
  });

  it.each(['before the start', 'after it'])('does not hold up a stop when it went away %s', async (when) => {
    const redis = await ownRedis();
    if (when === 'after it') await redis.start();
    const { stop } = await startOn(redis.url);
    await redis.stop();
    const late = delay(20_000, 'still stopping', { ref: false });
    expect(await Promise.race([stop(), late])).toBeUndefined();
  });
});

async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

async function takes(queues: Queues, one: JobHint): Promise<boolean> {
  return (await refusalOf(queues.add('deliveries', [one]))) === '';
}

/** A promise that is kept when `open` is called. */
function gate(): { opened: Promise<void>; open: () => void } {
  const turnstile = new EventEmitter();
  const opened = once(turnstile, 'open').then(() => undefined);
  return { opened, open: () => turnstile.emit('open') };
}
