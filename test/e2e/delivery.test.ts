import type { ServerResponse } from 'node:http';
import { signatureHeaders } from '../../src/kernel/standard-webhooks.js';
import { type Gateway, startGateway } from '../support/app.js';
import { aPartner, leadBody } from '../support/builders.js';
import { deliveryIn, saveEndpoint, sendLead } from '../support/deliveries.js';
import { asAdmin, asService, call } from '../support/http.js';
import { answering, startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway();
});

describe('a lead that is routed', () => {
  it('reaches its partner as documented: body, authentication, signature', async () => {
    const receiver = await startReceiver();
    const partner = await aPartner(gateway, receiver.url);
    const saved = await saveEndpoint(gateway, partner, receiver.url, { auth: { type: 'bearer', token: 'our-token' } });
    expect(saved.body['signingSecret']).toBeUndefined();
    const contact = {
      firstName: 'Jane',
      lastName: 'Doe',
      email: 'jane@example.com',
      phone: '(202) 555-0143',
      state: 'CA',
    };
    const submittedAt = '2026-03-04T18:30:00.000Z';
    const answers = { wasInjured: 'yes', diagnosisYear: '2022', email: 'other' };
    const id = await sendLead(gateway, partner, { contact, answers, submittedAt });
    const delivery = await deliveryIn(gateway, id, 'delivered');
    const [request, ...others] = receiver.received;
    expect(others).toEqual([]);
    expect(request?.body.toString()).toBe(
      `{"LeadId":"${id}","firstName":"Jane","lastName":"Doe","email":"jane@example.com","phone":"+12025550143","state":"CA",` +
        `"wasInjured":"yes","diagnosisYear":"2022","answer_email":"other","_metadata":{"response_id":"${id}",` +
        `"mass_tort_slug":"roundup","mass_tort_name":"Roundup Weedkiller","partner_slug":"${partner.slug}",` +
        `"source":"in_app","submitted_at":"${submittedAt}"}}`,
    );
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer our-token',
      'content-type': 'application/json',
      'user-agent': 'PartnerGateway/1',
      'webhook-id': `msg_${delivery.id}`,
      'idempotency-key': `msg_${delivery.id}`,
    });
    expect(delivery.webhookId).toBe(`msg_${delivery.id}`);
  });

  it('is signed with the secret that the partner was shown', async () => {
    const receiver = await startReceiver();
    const made = await asAdmin(gateway, '/api/admin/partners', { json: { slug: 'signed', name: 'Signed' } });
    const partner = made.body as never as { slug: string; id: string; accessToken: string; testAccessToken: string };
    const saved = await saveEndpoint(gateway, partner, receiver.url, { auth: { type: 'hmac', secret: 'long-enough' } });
    const leadId = await sendLead(gateway, partner);
    await deliveryIn(gateway, leadId, 'delivered');
    const [request] = receiver.received;
    if (!request) throw new Error('Nothing came');
    const id = String(request.headers['webhook-id']);
    const timestamp = new Date(Number(request.headers['webhook-timestamp']) * 1_000);
    const secrets = [String(saved.body['signingSecret'])];
    expect(request.headers).toMatchObject(signatureHeaders({ id, timestamp, body: request.body, secrets }));
    expect(request.headers['x-signature']).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is delivered, with an attempt to show for it and nothing personal in the log', async () => {
    const receiver = await startReceiver();
    receiver.answer(answering(202, '{"ok":true}', { 'x-request': 'r-1' }));
    const partner = await aPartner(gateway, receiver.url);
    const contact = { ...(leadBody()['contact'] as object), lastName: 'Canarybird', email: 'canary@example.com' };
    const id = await sendLead(gateway, partner, { contact });
    const { id: deliveryId, attempts } = await deliveryIn(gateway, id, 'delivered');
    expect(attempts).toMatchObject([
      { number: 1, cause: 'first', outcome: 'delivered', httpStatus: 202, reply: '{"ok":true}', address: '127.0.0.1' },
    ]);
    expect(JSON.stringify(attempts)).not.toMatch(/X-API-Key|webhook-signature/i);
    const lead = await asService(gateway, `/api/leads/${id}`);
    expect(lead.body).toMatchObject({ state: 'delivered' });
    const [shown] = lead.body['deliveries'] as { attempts: object[] }[];
    expect(shown).toMatchObject({
      id: deliveryId,
      state: 'delivered',
      attempts: [{ outcome: 'delivered', httpStatus: 202 }],
    });
    const types = (lead.body['timeline'] as { type: string }[]).map(({ type }) => type);
    expect(types).toContain('delivery.delivered');
    expect(gateway.log()).toContain(`"deliveryId":"${deliveryId}"`);
    expect(gateway.log()).not.toMatch(/canary/i);
  });

  it('teaches us the partner’s own id, by which the partner then names it', async () => {
    const receiver = await startReceiver();
    receiver.answer(answering(200, '{"data":{"id":"R-4711"}}'));
    const partner = await aPartner(gateway, receiver.url);
    const id = await sendLead(gateway, partner);
    await deliveryIn(gateway, id, 'delivered');
    const path = `/api/webhooks/partner-status?access_token=${partner.accessToken}`;
    const { status, body } = await call(gateway, path, {
      json: { ExternalLeadId: 'R-4711', Status: 'RetainerSigned' },
    });
    expect([status, body['LeadId'], body['MatchedBy']]).toEqual([200, id, 'external_id']);
  });
});

describe('a lead whose partner cannot be called', () => {
  it('is held until there is an endpoint, and then sent', async () => {
    const receiver = await startReceiver();
    const made = await asAdmin(gateway, '/api/admin/partners', { json: { slug: 'no-endpoint', name: 'None' } });
    const partner = made.body as never as { slug: string; id: string; accessToken: string; testAccessToken: string };
    const id = await sendLead(gateway, partner);
    expect(await deliveryIn(gateway, id, 'held')).toMatchObject({ reason: 'endpoint_missing', attempts: [] });
    await saveEndpoint(gateway, partner, receiver.url);
    await deliveryIn(gateway, id, 'delivered');
    expect(receiver.received).toHaveLength(1);
  });

  it('is refused by a 410, which disables the endpoint and holds the rest until it is saved again', async () => {
    const receiver = await startReceiver();
    receiver.answer(answering(410));
    const partner = await aPartner(gateway, receiver.url, { maxRetries: 3 });
    const refused = await sendLead(gateway, partner);
    expect(await deliveryIn(gateway, refused, 'refused')).toMatchObject({ reason: 'endpoint_gone' });
    const held = await sendLead(gateway, partner);
    expect(await deliveryIn(gateway, held, 'held')).toMatchObject({ reason: 'endpoint_disabled', attempts: [] });
    receiver.answer(answering(200));
    await saveEndpoint(gateway, partner, receiver.url);
    await deliveryIn(gateway, held, 'delivered');
    expect(receiver.received).toHaveLength(2);
    expect((await asService(gateway, `/api/leads/${refused}`)).body).toMatchObject({ state: 'not_delivered' });
  });

  it('is refused, and nobody called, when the endpoint’s name stands for an address that is never called', async () => {
    const receiver = await startReceiver();
    const partner = await aPartner(gateway, receiver.url, { maxRetries: 3 });
    // As a name would that pointed elsewhere when the endpoint was saved.
    await gateway.source.query("update endpoint set url = 'https://10.0.0.1/' where partner_id = $1", [partner.id]);
    const delivery = await deliveryIn(gateway, await sendLead(gateway, partner), 'refused');
    expect(delivery).toMatchObject({ reason: 'blocked_address', attempts: [{ outcome: 'refused', httpStatus: null }] });
  });
});

describe('a slow partner', () => {
  it('has no more attempts in flight than its share, keeps nobody waiting, and gets everything once', async () => {
    const slow = await startReceiver();
    const waiting: ServerResponse[] = [];
    let most = 0;
    const counting = (response: ServerResponse) => {
      most = Math.max(most, slow.open());
      return response;
    };
    slow.answer((response) => waiting.push(counting(response)));
    const quick = await startReceiver();
    const slowPartner = await aPartner(gateway, slow.url, { maxConcurrency: 2 });
    const quickPartner = await aPartner(gateway, quick.url);
    const ids: string[] = [];
    for (let sent = 0; sent < 12; sent += 1) ids.push(await sendLead(gateway, slowPartner));
    await until('the share to be used up', async () => waiting.length === 2);
    await deliveryIn(gateway, await sendLead(gateway, quickPartner), 'delivered');
    expect(slow.received).toHaveLength(2);
    slow.answer((response) => counting(response).end());
    for (const response of waiting) response.end();
    for (const id of ids) await deliveryIn(gateway, id, 'delivered');
    expect(most).toBe(2);
    expect(slow.received).toHaveLength(12);
    expect(new Set(slow.received.map(({ headers }) => headers['webhook-id'])).size).toBe(12);
  });
});
