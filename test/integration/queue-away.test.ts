import { type Gateway, startGateway } from '../support/app.js';
import { aPartner, leadBody } from '../support/builders.js';
import { asService } from '../support/http.js';
import { hasRedis } from '../support/queue-legs.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { ownRedis } from '../support/redis.js';
import { stopAll } from '../support/started.js';
import { until } from '../support/until.js';

const onRedis = hasRedis ? it : it.skip;

afterEach(stopAll);

/** Hands ten leads in; answers how long the slowest took, in milliseconds. */
async function tenLeads(gateway: Gateway): Promise<number> {
  const took = Array.from({ length: 10 }, async () => {
    const asked = performance.now();
    const { status } = await asService(gateway, '/api/leads', { json: leadBody() });
    expect(status).toBe(201);
    return performance.now() - asked;
  });
  return Math.max(...(await Promise.all(took)));
}

async function allDelivered(receiver: Receiver, leads: number): Promise<void> {
  await until(`${leads} leads to be delivered`, async () => receiver.received.length >= leads, 25_000);
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect(new Set(ids).size).toBe(leads);
}

onRedis('takes leads in at once while Redis is away from the start, and delivers them when it comes', async () => {
  const redis = await ownRedis();
  const receiver = await startReceiver();
  const gateway = await startGateway({ redisUrl: redis.url });
  await aPartner(gateway, receiver.url);
  expect(await tenLeads(gateway)).toBeLessThan(2_000);
  expect(receiver.received).toEqual([]);
  await redis.start();
  await allDelivered(receiver, 10);
});

onRedis('takes leads in at once while Redis is gone, and delivers them when it is back and empty', async () => {
  const redis = await ownRedis();
  await redis.start();
  const receiver = await startReceiver();
  const gateway = await startGateway({ redisUrl: redis.url });
  await aPartner(gateway, receiver.url);
  await tenLeads(gateway);
  await allDelivered(receiver, 10);
  await redis.stop();
  expect(await tenLeads(gateway)).toBeLessThan(2_000);
  await redis.start();
  await allDelivered(receiver, 20);
});
