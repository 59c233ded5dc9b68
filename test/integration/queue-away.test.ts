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

/** Hands ten leads in at once; each is taken. */
async function tenLeads(gateway: Gateway): Promise<void> {
  const taken = Array.from({ length: 10 }, async () => {
    const { status } = await asService(gateway, '/api/leads', { json: leadBody() });
    expect(status).toBe(201);
  });
  await Promise.all(taken);
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
  await tenLeads(gateway);
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
  await tenLeads(gateway);
  await redis.start();
  await allDelivered(receiver, 20);
});
