import { randomUUID } from 'node:crypto';
import { Queues } from '../../src/platform/queue/queues.js';
import { type Gateway, startGateway } from '../support/app.js';
import { aPartner } from '../support/builders.js';
import { deliveryIn, deliveryWhere, saveEndpoint, sendLead } from '../support/deliveries.js';
import { asAdmin, asService } from '../support/http.js';
import { answering, hanging, startReceiver } from '../support/receiver.js';
import { SettableClock } from '../support/settable-clock.js';
import { until } from '../support/until.js';

const clock = new SettableClock();
const QUICK = { maxRetries: 2, retrySchedule: [0.1, 0.1] };
let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway({ clock });
});

const resend = (id: string) => asAdmin(gateway, `/api/admin/deliveries/${id}/resend`, { method: 'POST' });

describe('a delivery that fails', () => {
  it('is tried again by the schedule, with the same id and bytes, until it is delivered', async () => {
    const receiver = await startReceiver();
    receiver.answerNext(answering(500, 'no'), answering(401));
    const partner = await aPartner(gateway, receiver.url, QUICK);
    const delivery = await deliveryIn(gateway, await sendLead(gateway, partner), 'delivered');
    expect(delivery.attempts).toMatchObject([
      { number: 1, cause: 'first', outcome: 'failed', reason: 'server_error', httpStatus: 500, reply: 'no' },
      { number: 2, cause: 'retry', outcome: 'failed', reason: 'credentials', httpStatus: 401 },
      { number: 3, cause: 'retry', outcome: 'delivered', httpStatus: 200, nextAttemptAt: null },
    ]);
    expect(receiver.received).toHaveLength(3);
    expect(new Set(receiver.received.map(({ body }) => body.toString())).size).toBe(1);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('is made once with no retries, and then exhausted', async () => {
    const receiver = await startReceiver();
    receiver.answer(answering(500));
    const partner = await aPartner(gateway, receiver.url);
    const id = await sendLead(gateway, partner);
    await deliveryIn(gateway, id, 'exhausted');
    expect((await asService(gateway, `/api/leads/${id}`)).body).toMatchObject({ state: 'not_delivered' });
    expect(receiver.received).toHaveLength(1);
  });

  it('ends unknown when there are no retries and it may have arrived', async () => {
    const receiver = await startReceiver();
    receiver.answer(hanging);
    const partner = await aPartner(gateway, receiver.url, { timeoutMs: 200 });
    const delivery = await deliveryIn(gateway, await sendLead(gateway, partner), 'unknown');
    expect(delivery).toMatchObject({ reason: 'timeout', attempts: [{ outcome: 'unknown', httpStatus: null }] });
  });

  it('waits a minute for a receiver that is overloaded, and no queue has to remember it', async () => {
    const receiver = await startReceiver();
    receiver.answerNext(answering(503));
    const partner = await aPartner(gateway, receiver.url, QUICK);
    const id = await sendLead(gateway, partner);
    const waiting = await deliveryIn(gateway, id, 'retrying');
    const wait = Date.parse(String(waiting.nextAttemptAt)) - clock.now().getTime();
    expect(wait).toBeGreaterThan(55_000);
    expect(wait).toBeLessThanOrEqual(60_000);
    clock.move(62);
    await deliveryIn(gateway, id, 'delivered');
  });
});

describe('one delivery', () => {
  it('is sent by one worker at a time, however often it is hinted at', async () => {
    const receiver = await startReceiver();
    receiver.answer(hanging);
    const partner = await aPartner(gateway, receiver.url, { timeoutMs: 1_500 });
    const leadId = await sendLead(gateway, partner);
    const { id } = await deliveryWhere(gateway, leadId, () => receiver.open() === 1);
    const hints = Array.from({ length: 20 }, () => ({
      handler: 'delivery.wake',
      ids: [id],
      jobId: `h-${randomUUID()}`,
    }));
    await gateway.app.get(Queues).add('delivery-retries', hints);
    await deliveryIn(gateway, leadId, 'unknown');
    expect(receiver.received).toHaveLength(1);
  });

  it('is owed once, however often its lead is said to be routed', async () => {
    const receiver = await startReceiver();
    const partner = await aPartner(gateway, receiver.url);
    const leadId = await sendLead(gateway, partner);
    await deliveryIn(gateway, leadId, 'delivered');
    await gateway.source.query(
      `insert into outbox (id, topic, consumer, lane, data, created_at)
       select gen_random_uuid(), 'lead.routed', 'delivery.owe', 'deliveries', $1, now() from generate_series(1, 5)`,
      [{ leadId }],
    );
    await until('the news to be taken', async () => {
      const rows = await gateway.source.query("select 1 from outbox where topic = 'lead.routed'");
      return rows.length === 0;
    });
    expect((await asService(gateway, `/api/leads/${leadId}`)).body['deliveries']).toHaveLength(1);
    expect(receiver.received).toHaveLength(1);
  });
});

describe('a worker that is lost', () => {
  it('costs the partner no retry: its attempt is unknown, and the lead is sent again under the same id', async () => {
    const receiver = await startReceiver();
    receiver.answerNext(hanging);
    const partner = await aPartner(gateway, receiver.url, { timeoutMs: 20_000 });
    const leadId = await sendLead(gateway, partner);
    const { id } = await deliveryWhere(gateway, leadId, () => receiver.open() === 1);
    const expired = "update delivery set claimed_until = '2020-01-01', claim_id = $2 where id = $1";
    await gateway.source.query(expired, [id, randomUUID()]);
    const delivery = await deliveryIn(gateway, leadId, 'delivered');
    expect(delivery.attempts).toMatchObject([
      { number: 1, cause: 'first', outcome: 'unknown', reason: 'worker_lost' },
      { number: 2, cause: 'retry', outcome: 'delivered' },
    ]);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('changes nothing when it comes back late, and its result is kept', async () => {
    const receiver = await startReceiver();
    let answerFirst: () => void = () => undefined;
    receiver.answerNext((response) => {
      answerFirst = () => void response.writeHead(500).end('too late');
    });
    const partner = await aPartner(gateway, receiver.url, { timeoutMs: 20_000 });
    const leadId = await sendLead(gateway, partner);
    const { id } = await deliveryWhere(gateway, leadId, () => receiver.open() === 1);
    await gateway.source.query("update delivery set claimed_until = '2020-01-01' where id = $1", [id]);
    await deliveryIn(gateway, leadId, 'delivered');
    answerFirst();
    const delivery = await deliveryWhere(gateway, leadId, ({ attempts }) => attempts.length === 3);
    expect(delivery).toMatchObject({
      state: 'delivered',
      attempts: [{}, {}, { outcome: 'late_result', reply: 'too late' }],
    });
  });
});

describe('a resend', () => {
  it('sends the same bytes under the same id with the credentials of now, and delivers what was exhausted', async () => {
    const receiver = await startReceiver();
    receiver.answerNext(answering(401));
    const partner = await aPartner(gateway, receiver.url);
    const leadId = await sendLead(gateway, partner);
    const { id } = await deliveryIn(gateway, leadId, 'exhausted');
    await saveEndpoint(gateway, partner, receiver.url, { auth: { type: 'bearer', token: 'new' } });
    const { status, body } = await resend(id);
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'delivered', attempts: [{}, { cause: 'resend', outcome: 'delivered' }] });
    const [first, second] = receiver.received;
    expect(second?.headers).toMatchObject({ 'webhook-id': first?.headers['webhook-id'], authorization: 'Bearer new' });
    expect(second?.body).toEqual(first?.body);
    expect((await asService(gateway, `/api/leads/${leadId}`)).body).toMatchObject({ state: 'delivered' });
  });

  it('leaves a delivery where it stood when it fails, and works on a disabled endpoint', async () => {
    const receiver = await startReceiver();
    receiver.answer(answering(410));
    const partner = await aPartner(gateway, receiver.url);
    const { id } = await deliveryIn(gateway, await sendLead(gateway, partner), 'refused');
    expect((await resend(id)).body).toMatchObject({ state: 'refused', attempts: [{}, { outcome: 'refused' }] });
    receiver.answer(answering(200));
    expect((await resend(id)).body).toMatchObject({ state: 'delivered' });
    receiver.answer(answering(500));
    expect((await resend(id)).body).toMatchObject({ state: 'delivered', attempts: { length: 4 } });
  });

  it('waits for nobody: a delivery that is being sent, or is unknown, is said to be so', async () => {
    const receiver = await startReceiver();
    receiver.answer(hanging);
    const partner = await aPartner(gateway, receiver.url, { timeoutMs: 1_000 });
    const leadId = await sendLead(gateway, partner);
    const { id } = await deliveryWhere(gateway, leadId, () => receiver.open() === 1);
    expect(await resend(id)).toMatchObject({ status: 409, body: { code: 'delivery_in_flight' } });
    expect(await resend(randomUUID())).toMatchObject({ status: 404, body: { code: 'delivery_not_found' } });
    expect(await resend('none')).toMatchObject({ status: 404, body: { code: 'delivery_not_found' } });
    await deliveryIn(gateway, leadId, 'unknown');
  });
});
