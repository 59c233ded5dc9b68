import { itemsOf, pathsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { leadBody } from '../support/builders.js';
import { type Answer, asAdmin, asService } from '../support/http.js';
import { anOnboardingPartner, saveEndpoints } from '../support/onboarding.js';
import { report } from '../support/partner-status.js';
import { answering, hanging, type Receiver, startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

type Item = { readonly code: string; readonly done: boolean; readonly why: string; readonly fix: string | null };

let gateway: Gateway;
let receiver: Receiver;

beforeAll(async () => {
  gateway = await startGateway();
  receiver = await startReceiver();
});

beforeEach(() => receiver.answer(answering(201, '{}')));

const put = (path: string, json: unknown) => asAdmin(gateway, path, { method: 'PUT', json });
const patch = (slug: string, json: unknown) =>
  asAdmin(gateway, `/api/admin/partners/${slug}`, { method: 'PATCH', json });
const sendTestLead = (slug: string, json: object = {}) =>
  asAdmin(gateway, `/api/admin/partners/${slug}/test-lead`, { json });
const checklist = (slug: string) => asAdmin(gateway, `/api/admin/partners/${slug}/checklist`);
const openItems = ({ body }: Answer) => (body['items'] as Item[]).filter(({ done }) => !done).map(({ code }) => code);
const stateOf = async (leadId: unknown) => (await asService(gateway, `/api/leads/${leadId}`)).body['state'];

/** All but what comes from outside: test lead and test update. */
async function configure(slug: string): Promise<void> {
  await saveEndpoints(gateway, slug, receiver.url);
  await put('/api/admin/law-firms', { name: 'Smith Law Group', aliases: ['SMITHLAW'] });
  await put(`/api/admin/partners/${slug}/cases`, [{ massTort: 'roundup', caseCodes: ['RU-SMITHLAW'] }]);
  await put(`/api/admin/partners/${slug}/statuses`, ['RetainerSigned', 'Won']);
  await put(`/api/admin/partners/${slug}/status-map`, { Won: 'settled' });
  await patch(slug, { contacts: { technical: 'it@firm.example', ops: 'intake@firm.example' } });
}

/** The endpoint has said that it is gone. */
async function disabledEndpoint(slug: string): Promise<void> {
  await configure(slug);
  receiver.answer(answering(410));
  await sendTestLead(slug);
}

/** A test lead out, and a test update about it back. */
async function pass(slug: string, testAccessToken: string): Promise<void> {
  const { body } = await sendTestLead(slug);
  const { body: told } = await report(gateway, testAccessToken, { LeadId: body['leadId'], Status: 'RetainerSigned' });
  expect(told['Outcome']).toBe('applied');
}

describe('a partner on its way to its first lead', () => {
  it('is led through the checklist, refused until nothing is missing, and then gets leads', async () => {
    const { slug, testAccessToken } = await anOnboardingPartner(gateway);
    const start = await checklist(slug);
    expect(start.body).toMatchObject({ partner: slug, liveAt: null, readyForLive: false });
    expect(openItems(start)).toEqual([
      'contacts',
      'sandbox_endpoint',
      'live_endpoint',
      'test_lead_delivered',
      'authentication_verified',
      'statuses_declared',
      'statuses_mapped',
      'cases_assigned',
      'inbound_test_seen',
    ]);
    const refused = await patch(slug, { live: true });
    expect([refused.status, refused.body['code']]).toEqual([409, 'partner_not_ready']);
    expect(pathsOf(refused)).toEqual([...openItems(start)].sort());

    await configure(slug);
    expect(openItems(await checklist(slug))).toEqual([
      'test_lead_delivered',
      'authentication_verified',
      'inbound_test_seen',
    ]);
    const { body: sent } = await sendTestLead(slug);
    expect(openItems(await checklist(slug))).toEqual(['inbound_test_seen']);
    const told = await report(gateway, testAccessToken, { LeadId: sent['leadId'], Status: 'RetainerSigned' });
    expect(told.body['Outcome']).toBe('applied');

    const ready = await checklist(slug);
    expect([openItems(ready), ready.body['readyForLive']]).toEqual([[], true]);
    const gone = await patch(slug, { live: true });
    expect([gone.status, gone.body['liveAt']]).toEqual([200, expect.any(String)]);
    const { body: lead } = await asService(gateway, '/api/leads', { json: leadBody({ partner: slug }) });
    await until('the lead to be delivered', async () => (await stateOf(lead['id'])) === 'delivered');
  });

  it('is sent no lead of a person before it is live, and what waited as soon as it is', async () => {
    const { slug, testAccessToken } = await anOnboardingPartner(gateway);
    await configure(slug);
    const massTort = 'paraquat';
    await put(`/api/admin/partners/${slug}/cases`, [{ massTort }]);
    const asked = await asService(gateway, '/api/leads', { json: leadBody({ partner: slug, massTort }) });
    expect([asked.status, asked.body['code'], pathsOf(asked)]).toEqual([422, 'partner_not_live', ['partner']]);
    const { body: lead } = await asService(gateway, '/api/leads', { json: leadBody({ massTort }) });
    expect(lead).toMatchObject({ state: 'unrouted', partner: null });
    await pass(slug, testAccessToken);
    expect(await stateOf(lead['id'])).toBe('unrouted');
    expect((await patch(slug, { live: true })).status).toBe(200);
    await until('the lead to be delivered', async () => (await stateOf(lead['id'])) === 'delivered');
  });

  it('goes back to test leads only: what is owed is held, and sent when it is live again', async () => {
    const { slug, testAccessToken } = await anOnboardingPartner(gateway);
    await configure(slug);
    await pass(slug, testAccessToken);
    expect((await patch(slug, { live: true })).status).toBe(200);
    receiver.answer(answering(503));
    await put(`/api/admin/partners/${slug}/endpoint?environment=live`, {
      url: receiver.url,
      auth: { type: 'bearer', token: 't' },
      maxRetries: 5,
      retrySchedule: [0.1],
    });
    const { body: lead } = await asService(gateway, '/api/leads', { json: leadBody({ partner: slug }) });
    await patch(slug, { live: false });
    const deliveries = async () => itemsOf(await asAdmin(gateway, `/api/admin/deliveries?leadId=${lead['id']}`));
    await until('the delivery to be held', async () => (await deliveries())[0]?.['state'] === 'held');
    receiver.answer(answering(200));
    expect((await patch(slug, { live: true })).status).toBe(200);
    await until('the lead to be delivered', async () => (await stateOf(lead['id'])) === 'delivered');
  });

  it('is live from the start unless it says otherwise', async () => {
    const json = { slug: 'at-once', name: 'At Once' };
    const made = await asAdmin(gateway, '/api/admin/partners', { json });
    expect(made.body['liveAt']).toBe(made.body['createdAt']);
  });

  it('may mend the last thing missing in the change that makes it live', async () => {
    const { slug, testAccessToken } = await anOnboardingPartner(gateway);
    await configure(slug);
    await patch(slug, { contacts: {} });
    await pass(slug, testAccessToken);
    expect(pathsOf(await patch(slug, { live: true }))).toEqual(['contacts']);
    const contacts = { technical: 'it@firm.example', ops: 'intake@firm.example' };
    expect((await patch(slug, { live: true, contacts, parkedAnswer: 202 })).body).toMatchObject({
      contacts,
      parkedAnswer: 202,
    });
  });

  it('leaves in the audit who made it live, and no contact', async () => {
    const { slug } = await anOnboardingPartner(gateway);
    await patch(slug, { contacts: { ops: 'secret@firm.example' }, parkedAnswer: 202 });
    const entries = itemsOf(await asAdmin(gateway, `/api/admin/audit?subjectType=partner&subjectId=${slug}`));
    expect(entries.map(({ action, details, actorName }) => [action, details, actorName])).toEqual([
      ['partner.changed', { contacts: 'changed', parkedAnswer: 202 }, 'test'],
      ['partner.created', { live: false }, 'test'],
    ]);
  });
});

describe('a test lead', () => {
  it('is of an invented person, goes the way of all leads, and answers what the endpoint answered', async () => {
    const { slug } = await anOnboardingPartner(gateway);
    await configure(slug);
    receiver.answer(answering(201, '{"id":"SL-1"}'));
    const { status, body } = await sendTestLead(slug, { massTort: 'roundup' });
    expect([status, body['settled']]).toEqual([200, true]);
    expect(body['delivery']).toMatchObject({
      state: 'delivered',
      environment: 'sandbox',
      attempts: [{ outcome: 'delivered', httpStatus: 201, reply: '{"id":"SL-1"}', durationMs: expect.any(Number) }],
    });
    const received = JSON.parse(String(receiver.received.at(-1)?.body)) as Record<string, unknown>;
    expect(received).toMatchObject({ LeadId: body['leadId'], firstName: 'Test', _metadata: { source: 'test_lead' } });
  });

  it('tells of an endpoint that refuses the credentials, and the checklist says so', async () => {
    const { slug } = await anOnboardingPartner(gateway);
    await configure(slug);
    receiver.answer(answering(401));
    const { body } = await sendTestLead(slug);
    expect(body).toMatchObject({ settled: true, delivery: { attempts: [{ httpStatus: 401 }] } });
    const items = (await checklist(slug)).body['items'] as Item[];
    expect(items.find(({ code }) => code === 'authentication_verified')).toMatchObject({
      done: false,
      why: expect.stringContaining('401'),
    });
  });

  it('answers within the time it was given when the endpoint does not', async () => {
    const { slug } = await anOnboardingPartner(gateway);
    await configure(slug);
    receiver.answer(hanging);
    const { status, body } = await sendTestLead(slug, { waitSeconds: 0 });
    expect([status, body['settled']]).toEqual([200, false]);
  });

  it('says nothing about an endpoint that was saved after it', async () => {
    const { slug } = await anOnboardingPartner(gateway);
    await configure(slug);
    await sendTestLead(slug);
    expect(openItems(await checklist(slug))).toEqual(['inbound_test_seen']);
    await saveEndpoints(gateway, slug, receiver.url);
    expect(openItems(await checklist(slug))).toContain('test_lead_delivered');
  });

  it.each<[string, string, (slug: string) => Promise<unknown>]>([
    ['endpoint_missing', 'without endpoint', async () => undefined],
    ['partner_has_no_case', 'without case', (slug) => saveEndpoints(gateway, slug, receiver.url)],
    ['partner_inactive', 'that is switched off', (slug) => patch(slug, { active: false })],
    ['endpoint_disabled', 'whose endpoint is disabled', disabledEndpoint],
  ])('is refused as %s for a partner %s', async (code, _, prepare) => {
    const { slug } = await anOnboardingPartner(gateway);
    await prepare(slug);
    const answer = await sendTestLead(slug);
    expect([answer.status, answer.body['code']]).toEqual([409, code]);
  });

  it.each([
    [404, 'partner_not_found', 'nobody', {}],
    [400, 'body_invalid', 'at-once', { waitSeconds: 61 }],
  ])('is refused with %d %s', async (status, code, slug, json) => {
    const answer = await sendTestLead(slug, json);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });
});
