import { anAppUser } from '../support/app-users.js';
import { aPartner } from '../support/builders.js';
import { deliveryIn, deliveryWhere, sendLead } from '../support/deliveries.js';
import { byClients, sentLeads } from '../support/load.js';
import { ownQueue, QUEUE_KINDS } from '../support/own-queue.js';
import { report } from '../support/partner-status.js';
import { anInstallation } from '../support/processes.js';
import { answering, hanging, startReceiver } from '../support/receiver.js';
import { openStream } from '../support/sse.js';
import { until } from '../support/until.js';

const STOP_MS = 30_000;
const LIMIT_MS = 180_000;

it(
  'lets an attempt under way finish before the gateway stops, and keeps its result',
  async () => {
    const { start } = await anInstallation();
    const receiver = await startReceiver();
    let answer: () => void = () => undefined;
    receiver.answer((response) => {
      answer = () => void response.writeHead(200).end();
    });
    const gateway = await start();
    const leadId = await sendLead(gateway, await aPartner(gateway, receiver.url));
    await deliveryWhere(gateway, leadId, () => receiver.open() === 1);
    gateway.signal('SIGTERM');
    await until('the gateway to stop', async () => gateway.log().includes('"stopping"'));
    answer();
    expect(await gateway.ended).toBe(0);
    const next = await start();
    expect(await deliveryIn(next, leadId, 'delivered')).toMatchObject({ attempts: [{ outcome: 'delivered' }] });
    expect(receiver.received).toHaveLength(1);
  },
  LIMIT_MS,
);

it.concurrent.each(QUEUE_KINDS)(
  'stops within 30 s under load: answers what it stored, ends streams, and sends again what hangs under the same id (queue on %s)',
  async (kind) => {
    const { redisUrl } = await ownQueue(kind);
    const { source, start } = await anInstallation({ redisUrl });
    const receiver = await startReceiver();
    receiver.answer(hanging);
    const gateway = await start();
    const { id, accessToken } = await aPartner(gateway, receiver.url);
    const { leadId, token } = await anAppUser(gateway);
    const stream = await openStream(gateway, token);
    await deliveryWhere(gateway, leadId, () => receiver.open() === 1);

    const acknowledged = new Set<string>();
    let isDoorClosed = false;
    const load = byClients(16, await sentLeads(source, id, 5_000), async (LeadId) => {
      if (isDoorClosed) return;
      const answer = await report(gateway, accessToken, { LeadId, Status: 'RetainerSigned' }).catch(() => null);
      if (answer?.status === 200) acknowledged.add(LeadId);
      isDoorClosed ||= answer === null;
    });
    await until('the load to run', async () => acknowledged.size > 100, LIMIT_MS);
    const askedAt = performance.now();
    gateway.signal('SIGTERM');
    await stream.ended;
    expect(await gateway.ended).toBe(0);
    expect(performance.now() - askedAt).toBeLessThan(STOP_MS);
    await load;
    const stored = await source.query<{ id: string }[]>(
      "select lead_id as id from lead_event where type = 'status.reported'",
    );
    expect(stored.filter((row) => !acknowledged.has(row.id))).toEqual([]);
    expect(stored).toHaveLength(acknowledged.size);

    receiver.answer(answering(200));
    const delivery = await deliveryIn(await start(), leadId, 'delivered');
    expect(delivery.attempts).toMatchObject([
      { number: 1, cause: 'first', outcome: 'unknown', reason: 'worker_lost' },
      { number: 2, cause: 'retry', outcome: 'delivered' },
    ]);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  },
  LIMIT_MS,
);
