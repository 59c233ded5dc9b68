import { startGateway } from '../support/app.js';
import { aPartner } from '../support/builders.js';
import { freshDatabase } from '../support/database.js';
import { deliveryIn, deliveryWhere, sendLead } from '../support/deliveries.js';
import { answering, hanging, startReceiver } from '../support/receiver.js';

/** Attempts under way get 20 s to finish. */
const STOP_LIMIT_MS = 60_000;

it('lets an attempt under way finish before the gateway stops, and keeps its result', async () => {
  const { url: databaseUrl } = await freshDatabase();
  const receiver = await startReceiver();
  let answer: () => void = () => undefined;
  receiver.answer((response) => {
    answer = () => void response.writeHead(200).end();
  });
  const gateway = await startGateway({ databaseUrl });
  const leadId = await sendLead(gateway, await aPartner(gateway, receiver.url));
  await deliveryWhere(gateway, leadId, () => receiver.open() === 1);
  const stopped = gateway.stop();
  answer();
  await stopped;
  const next = await startGateway({ databaseUrl });
  expect(await deliveryIn(next, leadId, 'delivered')).toMatchObject({ attempts: [{ outcome: 'delivered' }] });
  expect(receiver.received).toHaveLength(1);
});

it(
  'gives up what does not finish, says so, and sends it again at the next start under the same id',
  async () => {
    const { url: databaseUrl } = await freshDatabase();
    const receiver = await startReceiver();
    receiver.answer(hanging);
    const gateway = await startGateway({ databaseUrl });
    const leadId = await sendLead(gateway, await aPartner(gateway, receiver.url));
    await deliveryWhere(gateway, leadId, () => receiver.open() === 1);
    const startedAt = performance.now();
    await gateway.stop();
    expect(performance.now() - startedAt).toBeLessThan(27_000);
    receiver.answer(answering(200));
    const next = await startGateway({ databaseUrl });
    const delivery = await deliveryIn(next, leadId, 'delivered');
    expect(delivery.attempts).toMatchObject([
      { number: 1, cause: 'first', outcome: 'unknown', reason: 'worker_lost' },
      { number: 2, cause: 'retry', outcome: 'delivered' },
    ]);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  },
  STOP_LIMIT_MS,
);
