import type { ServerResponse } from 'node:http';
import { JobHandlers } from '../../src/platform/queue/job-handlers.js';
import { aDraft, aLiveAdapter, outboundOf } from '../support/adapters.js';
import { type Gateway, startGateway } from '../support/app.js';
import { aPartner, leadBody } from '../support/builders.js';
import { deliveryIn, saveEndpoint, sendLead } from '../support/deliveries.js';
import { asAdmin } from '../support/http.js';
import { aFirm, WITH_CAMPAIGN, WITHOUT_CAMPAIGN } from '../support/outbound.js';
import { allHandled } from '../support/partner-status.js';
import { answering, startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

let gateway: Gateway;

const CONTACT = {
  firstName: 'Jané',
  lastName: 'Doe & Söhne',
  email: 'jane@example.com',
  phone: '(202) 555-0143',
  state: 'CA',
  dateOfBirth: '1985-03-15',
};
beforeAll(async () => {
  gateway = await startGateway();
});

async function sentBy(adapter: object, change: object = {}) {
  const { receiver, partner } = await aFirm(gateway, adapter);
  const id = await sendLead(gateway, partner, { contact: CONTACT, answers: { wasInjured: 'yes' }, ...change });
  await deliveryIn(gateway, id, 'delivered');
  const [request] = receiver.received;
  if (!request) throw new Error('Nothing came');
  return { id, body: request.body.toString(), type: request.headers['content-type'] };
}

describe('a partner with its own format', () => {
  it('gets nested, renamed JSON, with constants, lookups, formats and the intake answers', async () => {
    const map = [
      { to: 'client.fullName', from: ["join(' ', [firstName, lastName][?@])"] },
      { to: 'client.phones[0].number', from: ['phone'], format: 'national' },
      { to: 'client.born', from: ['dateOfBirth'], format: 'us-date' },
      { to: 'campaign', from: ['_metadata.mass_tort_slug'], lookup: { roundup: 'RU-SMITH' } },
      { to: 'answers', from: ['_intake'] },
      { to: 'questions', from: ['_answers'] },
      { to: 'source', value: 'PayMe' },
    ];
    const { id, body, type } = await sentBy(outboundOf(map), { answers: { wasInjured: 'yes', email: 'other' } });
    expect(type).toBe('application/json');
    expect(JSON.parse(body)).toEqual({
      ref: id,
      client: { fullName: 'Jané Doe & Söhne', phones: [{ number: '(202) 555-0143' }], born: '03/15/1985' },
      campaign: 'RU-SMITH',
      answers: { wasInjured: 'yes', email: 'other' },
      questions: [
        { question: 'wasInjured', answer: 'yes' },
        { question: 'email', answer: 'other' },
      ],
      source: 'PayMe',
    });
  });

  it('gets a form', async () => {
    const map = [
      { to: 'client.name', from: ['lastName'] },
      { to: 'client.phones[0]', from: ['phone'], format: 'national-digits' },
      { to: '"custom.field"', from: ['wasInjured'] },
    ];
    const { id, body, type } = await sentBy(outboundOf(map, { format: 'form' }));
    expect(type).toBe('application/x-www-form-urlencoded');
    expect([...new URLSearchParams(body)]).toEqual([
      ['ref', id],
      ['client[name]', 'Doe & Söhne'],
      ['client[phones][0]', '2025550143'],
      ['custom.field', 'yes'],
    ]);
  });

  it('gets XML', async () => {
    const map = [
      { to: 'client.@kind', value: 'person' },
      { to: 'client.name', from: ['lastName'] },
      { to: 'client.phone[0]', from: ['phone'] },
      { to: 'client.phone[1]', from: ['mobile'] },
    ];
    const { id, body, type } = await sentBy(outboundOf(map, { format: 'xml', root: 'lead' }));
    expect(type).toBe('application/xml');
    expect(body).toBe(
      `<?xml version="1.0" encoding="UTF-8"?><lead><ref>${id}</ref><client kind="person">` +
        '<name>Doe &amp; Söhne</name><phone>+12025550143</phone></client></lead>',
    );
  });

  it('changes nothing for the others: they get the standard body', async () => {
    await aFirm(gateway, WITH_CAMPAIGN);
    const { receiver, partner } = await aFirm(gateway);
    const id = await sendLead(gateway, partner);
    expect(await deliveryIn(gateway, id, 'delivered')).toMatchObject({ adapterVersion: null });
    expect(JSON.parse(String(receiver.received[0]?.body))).toMatchObject({ LeadId: id, _metadata: {} });
  });

  it('gets test leads in the live format until the sandbox has its own', async () => {
    const { receiver, partner } = await aFirm(gateway, WITH_CAMPAIGN);
    const first = await sendLead(gateway, partner, { environment: 'sandbox' });
    await deliveryIn(gateway, first, 'delivered');
    await aLiveAdapter(gateway, partner, outboundOf([{ to: 'own', value: 1 }]), { environment: 'sandbox' });
    const second = await sendLead(gateway, partner, { environment: 'sandbox' });
    await deliveryIn(gateway, second, 'delivered');
    const bodies = receiver.received.map(({ body }) => JSON.parse(body.toString()));
    expect(bodies).toEqual([
      { ref: first, campaign: 'RU-SMITH' },
      { ref: second, own: 1 },
    ]);
  });
});

describe('a lead that lacks what its partner requires', () => {
  it('is held with the places that have no value, and sent when a version is live that can write it', async () => {
    const { receiver, partner, version } = await aFirm(gateway, WITHOUT_CAMPAIGN);
    const id = await sendLead(gateway, partner);
    expect(await deliveryIn(gateway, id, 'held')).toMatchObject({
      reason: 'outbound_value_missing: campaign, client.fax',
      adapterVersion: version,
      attempts: [],
    });
    const fixed = await aLiveAdapter(gateway, partner, WITH_CAMPAIGN);
    expect(await deliveryIn(gateway, id, 'delivered')).toMatchObject({ adapterVersion: fixed, reason: null });
    expect(receiver.received.map(({ body }) => JSON.parse(body.toString()))).toEqual([
      { ref: id, campaign: 'RU-SMITH' },
    ]);
  });

  it('stays held when the endpoint is saved and the mapping is as it was', async () => {
    const { receiver, partner } = await aFirm(gateway, WITHOUT_CAMPAIGN);
    const id = await sendLead(gateway, partner);
    await deliveryIn(gateway, id, 'held');
    await saveEndpoint(gateway, partner, receiver.url);
    await until('the release to be tried', () => allHandled(gateway));
    expect(await deliveryIn(gateway, id, 'held')).toMatchObject({ reason: expect.stringContaining('campaign') });
    expect(receiver.received).toEqual([]);
  });

  it('is sent by the new version even when the news of it came too early', async () => {
    const { partner, version } = await aFirm(gateway, WITHOUT_CAMPAIGN);
    const id = await sendLead(gateway, partner);
    await deliveryIn(gateway, id, 'held');
    const fixed = await aDraft(gateway, partner, WITH_CAMPAIGN);
    // As an activation does it, but telling nobody.
    const set = 'update adapter_version set state = $3, activated_at = now() where partner_id = $1 and version = $2';
    await gateway.source.query(set, [partner.id, version, 'retired']);
    await gateway.source.query(set, [partner.id, fixed, 'live']);
    await gateway.app.get(JobHandlers).find('maintenance.release-deliveries')?.([]);
    expect(await deliveryIn(gateway, id, 'delivered')).toMatchObject({ adapterVersion: fixed });
  });

  it('is told of in the log, by its ids and places', async () => {
    const { partner } = await aFirm(gateway, WITHOUT_CAMPAIGN);
    const { id } = await deliveryIn(gateway, await sendLead(gateway, partner), 'held');
    const line = gateway
      .log()
      .split('\n')
      .find((one) => one.includes('delivery.not_written') && one.includes(id));
    expect(line).toContain('"reason":"outbound_value_missing: campaign, client.fax"');
  });

  it('is not resent in any other format', async () => {
    const { receiver, partner } = await aFirm(gateway, WITHOUT_CAMPAIGN);
    const { id } = await deliveryIn(gateway, await sendLead(gateway, partner), 'held');
    const resent = await asAdmin(gateway, `/api/admin/deliveries/${id}/resend`, { method: 'POST' });
    expect([resent.status, resent.body['code']]).toEqual([409, 'delivery_body_incomplete']);
    expect(receiver.received).toEqual([]);
  });
});

it('a lead that waited for its endpoint is written by the adapter that is live when it is sent', async () => {
  const receiver = await startReceiver();
  const made = await asAdmin(gateway, '/api/admin/partners', { json: { slug: 'late', name: 'Late' } });
  const partner = made.body as never as { slug: string; id: string; accessToken: string; testAccessToken: string };
  const id = await sendLead(gateway, partner);
  await deliveryIn(gateway, id, 'held');
  const version = await aLiveAdapter(gateway, partner, WITH_CAMPAIGN);
  await saveEndpoint(gateway, partner, receiver.url);
  expect(await deliveryIn(gateway, id, 'delivered')).toMatchObject({ adapterVersion: version });
  expect(JSON.parse(String(receiver.received[0]?.body))).toEqual({ ref: id, campaign: 'RU-SMITH' });
});

it('a lead that its endpoint’s end left waiting is written anew, one that may have arrived is sent again as it was', async () => {
  const receiver = await startReceiver();
  const partner = await aPartner(gateway, receiver.url, { maxConcurrency: 1, maxRetries: 5, retrySchedule: [0.1] });
  const open: ServerResponse[] = [];
  receiver.answer((response) => open.push(response));
  const gone = await sendLead(gateway, partner);
  await until('the share to be used up', async () => open.length === 1);
  const waiting = await sendLead(gateway, partner);
  await deliveryIn(gateway, waiting, 'waiting');
  open[0]?.writeHead(410).end();
  await deliveryIn(gateway, gone, 'refused');
  await deliveryIn(gateway, waiting, 'held');
  const version = await aLiveAdapter(gateway, partner, WITH_CAMPAIGN);
  receiver.answer(answering(200));
  await saveEndpoint(gateway, partner, receiver.url);
  expect(await deliveryIn(gateway, waiting, 'delivered')).toMatchObject({ adapterVersion: version });
  expect(JSON.parse(String(receiver.received.at(-1)?.body))).toEqual({ ref: waiting, campaign: 'RU-SMITH' });
  const { id } = await deliveryIn(gateway, gone, 'refused');
  await asAdmin(gateway, `/api/admin/deliveries/${id}/resend`, { method: 'POST' });
  expect(receiver.received.at(-1)?.body).toEqual(receiver.received[0]?.body);
});

it('nothing of a lead’s own values reaches the log', async () => {
  const contact = { ...(leadBody()['contact'] as object), lastName: 'Canarybird', email: 'canary@example.com' };
  await sentBy(WITH_CAMPAIGN, { contact });
  const { partner } = await aFirm(gateway, WITHOUT_CAMPAIGN);
  await deliveryIn(gateway, await sendLead(gateway, partner, { contact }), 'held');
  expect(gateway.log()).not.toMatch(/canary/i);
});
