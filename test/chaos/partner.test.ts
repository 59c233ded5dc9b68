import { aPartner } from '../support/builders.js';
import { deliveryIn, sendLead } from '../support/deliveries.js';
import { ownQueue, QUEUE_KINDS } from '../support/own-queue.js';
import { anInstallation, type GatewayProcess } from '../support/processes.js';
import { answering, hanging, startReceiver } from '../support/receiver.js';

describe.each(QUEUE_KINDS)('a partner in trouble, queue on %s', (kind) => {
  let gateway: GatewayProcess;

  beforeAll(async () => {
    const { redisUrl } = await ownQueue(kind);
    gateway = await (await anInstallation({ redisUrl })).start();
  });

  it('gets the lead three times under one id when it fails twice', async () => {
    const receiver = await startReceiver();
    receiver.answerNext(answering(500), answering(500));
    const partner = await aPartner(gateway, receiver.url, { maxRetries: 3, retrySchedule: [0.2, 0.2, 0.2] });
    const { attempts } = await deliveryIn(gateway, await sendLead(gateway, partner), 'delivered');
    expect(attempts).toMatchObject([{ outcome: 'failed' }, { outcome: 'failed' }, { outcome: 'delivered' }]);
    expect(receiver.received).toHaveLength(3);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('is cut off at its deadline when it hangs, and nobody claims to know whether the lead arrived', async () => {
    const receiver = await startReceiver();
    receiver.answer(hanging);
    const partner = await aPartner(gateway, receiver.url, { timeoutMs: 300 });
    const delivery = await deliveryIn(gateway, await sendLead(gateway, partner), 'unknown');
    expect(delivery).toMatchObject({ reason: 'timeout', attempts: [{ outcome: 'unknown', reason: 'timeout' }] });
    expect(receiver.received).toHaveLength(1);
    expect(receiver.open()).toBe(0);
  });
});
