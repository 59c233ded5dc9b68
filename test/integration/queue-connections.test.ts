import type pg from 'pg';
import { createWakefulBackend, openQueuePool } from '../../src/platform/queue/postgres-queue.js';
import { freshDatabase } from '../support/database.js';
import { remember } from '../support/started.js';
import { until } from '../support/until.js';

const LOST = new Error('terminating connection due to administrator command');
const HOUR_SECONDS = 3_600;

async function aPool(): Promise<pg.Pool> {
  const { url } = await freshDatabase();
  const pool = openQueuePool(url, 1);
  remember(() => pool.end());
  return pool;
}

/** What a worker stands on. */
async function aBackend() {
  const connection = (await aPool()) as never;
  const backend = createWakefulBackend('deliveries', { connection }, { withBlockingConnection: true });
  backend.on('error', () => undefined);
  remember(() => backend.close());
  await backend.waitUntilReady();
  return backend;
}

/** Loses a connection at the moment when its subscription was answered, before BullMQ knows. */
function loseOnceSubscribed(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...given: unknown[]) => Promise<unknown>;
  const losing = async (...given: unknown[]) => {
    const answer = await query(...given);
    if (/listen/i.test(String(given[0]))) client.emit('error', LOST);
    return answer;
  };
  Object.assign(client, { query: losing });
}

it('tells whoever gets a connection that it was lost before they could listen', async () => {
  const pool = await aPool();
  const heard: unknown[] = [];
  pool.connect((_, client, release) => {
    client?.emit('error', LOST);
    queueMicrotask(() => client?.on('error', (error) => heard.push(error)));
    setImmediate(() => setImmediate(() => release(true)));
  });
  await until('the loss to be heard', async () => heard.length > 0);
  expect(heard).toEqual([LOST]);
});

it('lets no worker sleep on a connection that was lost while it subscribed', async () => {
  const backend = await aBackend();
  const client = await backend.connection.getListenClient();
  loseOnceSubscribed(client as pg.PoolClient);
  expect(await backend.waitForJob(HOUR_SECONDS)).toBeNull();
});

it('lets no worker sleep for longer than seconds, whatever it counts on', async () => {
  const backend = await aBackend();
  await backend.connection.getListenClient();
  expect(backend.maximumBlockTimeout).toBeLessThanOrEqual(10);
});
