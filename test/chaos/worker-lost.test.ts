import { aPartner } from '../support/builders.js';
import { deliveryIn, deliveryWhere, sendLead } from '../support/deliveries.js';
import { asService } from '../support/http.js';
import { ownQueue, QUEUE_KINDS } from '../support/own-queue.js';
import { anInstallation } from '../support/processes.js';
import { startReceiver } from '../support/receiver.js';
import { stopAll } from '../support/started.js';
import { until } from '../support/until.js';

const CRASHES = 2;
const LIMIT_MS = 180_000;
/** As if the endpoint's deadline and the 30 s after it were over. */
const EXPIRE = `update delivery set claimed_until = '2020-01-01' where claim_id is not null`;

afterEach(stopAll);

describe.each(QUEUE_KINDS)('a delivery whose worker is lost, queue on %s', (kind) => {
  it(
    'is taken over; the worker that comes back changes nothing, and what it learnt is kept',
    async () => {
      const { redisUrl } = await ownQueue(kind);
      const { source, start } = await anInstallation({ redisUrl });
      const paused = await start();
      const receiver = await startReceiver();
      let answerFirst: () => void = () => undefined;
      receiver.answerNext((response) => {
        answerFirst = () => void response.writeHead(500).end('too late');
      });
      const partner = await aPartner(paused, receiver.url, { maxRetries: 3 });
      const leadId = await sendLead(paused, partner);
      await deliveryWhere(paused, leadId, () => receiver.open() === 1);
      paused.signal('SIGSTOP');
      const second = await start();
      await source.query(EXPIRE);
      await deliveryIn(second, leadId, 'delivered');
      answerFirst();
      paused.signal('SIGCONT');
      const delivery = await deliveryWhere(second, leadId, ({ attempts }) => attempts.length === 3);
      expect(delivery).toMatchObject({
        state: 'delivered',
        attempts: [
          { number: 1, cause: 'first', outcome: 'unknown', reason: 'worker_lost' },
          { number: 2, cause: 'retry', outcome: 'delivered' },
          { outcome: 'late_result', httpStatus: 500, reply: 'too late' },
        ],
      });
      const { timeline } = (await asService(second, `/api/leads/${leadId}`)).body as { timeline: { type: string }[] };
      expect(timeline.filter(({ type }) => type.startsWith('delivery.'))).toMatchObject([
        { type: 'delivery.delivered' },
      ]);
      expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    },
    LIMIT_MS,
  );

  it(
    'is delivered without any retry granted, however often its worker is killed',
    async () => {
      const { redisUrl } = await ownQueue(kind);
      const { source, start } = await anInstallation({ redisUrl });
      const receiver = await startReceiver();
      receiver.answerNext(...Array.from({ length: CRASHES }, () => () => undefined));
      let gateway = await start();
      const leadId = await sendLead(gateway, await aPartner(gateway, receiver.url));
      for (let crash = 1; crash <= CRASHES; crash += 1) {
        await until('the lead to be sent', async () => receiver.received.length === crash, LIMIT_MS);
        await gateway.kill();
        await source.query(EXPIRE);
        gateway = await start();
      }
      const { attempts } = await deliveryIn(gateway, leadId, 'delivered');
      const lost = Array.from({ length: CRASHES }, () => ({ outcome: 'unknown', reason: 'worker_lost' }));
      expect(attempts).toMatchObject([...lost, { outcome: 'delivered' }]);
      expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    },
    LIMIT_MS,
  );
});
