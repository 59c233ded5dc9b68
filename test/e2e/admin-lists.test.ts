import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { itemsOf, pathsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, type TestPartner } from '../support/builders.js';
import { asAdmin, call } from '../support/http.js';
import { remember } from '../support/started.js';

const SECRET = 'not-to-be-shown';
let gateway: Gateway;
let partner: TestPartner;
let leads: string[];
let received: unknown[];

beforeAll(async () => {
  gateway = await startGateway();
  received = [];
  const auth = { type: 'bearer', token: SECRET };
  partner = await aPartner(gateway, await aTakingEndpoint(), { auth });
  const quiet = await aPartner(gateway, await aTakingEndpoint(), { auth });
  leads = [];
  for (let made = 0; made < 3; made += 1) leads.unshift(await aDeliveredLead(gateway, partner));
  await aDeliveredLead(gateway, quiet, { environment: 'sandbox' });
  const webhook = `/api/webhooks/partner-status?access_token=${partner.accessToken}`;
  for (const LeadId of leads) await call(gateway, webhook, { json: { LeadId, Status: 'Signed' } });
  await call(gateway, webhook, { json: { LeadId: leads[0], Status: 'Never Heard Of' } });
});

/** Takes every lead; answers where. */
async function aTakingEndpoint(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      received.push(request.headers['webhook-id']);
      response.writeHead(201, { 'content-type': 'application/json' }).end('{"status":"accepted"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  remember(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/leads`;
}

/** Every item of a list, asked for one at a time. */
async function walk(path: string): Promise<Record<string, unknown>[]> {
  const seen: Record<string, unknown>[] = [];
  for (let cursor = ''; ; ) {
    const page = await asAdmin(gateway, `${path}&limit=1${cursor}`);
    seen.push(...itemsOf(page));
    if (page.body['nextCursor'] === null) return seen;
    cursor = `&cursor=${page.body['nextCursor']}`;
  }
}

it('lists leads newest first, by what they are, without a word about the person', async () => {
  const listed = await asAdmin(gateway, `/api/admin/leads?partnerId=${partner.id}&state=delivered&status=signed`);
  expect(itemsOf(listed).map(({ id }) => id)).toEqual(leads);
  expect(listed.body).toMatchObject({ total: 3, nextCursor: null });
  expect(JSON.stringify(listed.body)).not.toMatch(/Jane|@example\.com|\+1202/);
  expect((await walk(`/api/admin/leads?partnerId=${partner.id}`)).map(({ id }) => id)).toEqual(leads);
  expect((await asAdmin(gateway, '/api/admin/leads?environment=sandbox')).body).toMatchObject({ total: 1 });
  expect((await asAdmin(gateway, '/api/admin/leads?limit=2')).body).toMatchObject({
    total: 4,
    nextCursor: expect.any(String),
  });
});

it('shows a lead with its timeline and deliveries', async () => {
  const { body } = await asAdmin(gateway, `/api/admin/leads/${leads[0]}`);
  expect(body).toMatchObject({ id: leads[0], status: 'signed', partner: { slug: partner.slug } });
  expect(body['deliveries']).toMatchObject([
    { state: 'delivered', attempts: [{ outcome: 'delivered', httpStatus: 201 }] },
  ]);
  expect((body['timeline'] as unknown[]).length).toBeGreaterThan(2);
});

it('lists receipts with their verdict and reason, and shows each', async () => {
  const listed = itemsOf(await asAdmin(gateway, `/api/admin/receipts?partnerId=${partner.id}`));
  expect(listed).toHaveLength(4);
  expect(listed[0]).toMatchObject({
    source: 'partner-status',
    verdict: 'accepted',
    outcome: 'unmapped',
    leadId: leads[0],
  });
  const { id } = listed[0] ?? {};
  expect((await asAdmin(gateway, `/api/admin/receipts/${id}`)).body).toEqual(listed[0]);
  expect((await asAdmin(gateway, `/api/admin/receipts?outcome=applied&leadId=${leads[1]}`)).body).toMatchObject({
    total: 1,
  });
  expect(await walk(`/api/admin/receipts?verdict=accepted`)).toEqual(listed);
});

it('lists deliveries and shows every attempt, without the secret that was sent', async () => {
  const listed = itemsOf(await asAdmin(gateway, `/api/admin/deliveries?partnerId=${partner.id}&state=delivered`));
  expect(listed.map(({ leadId }) => leadId)).toEqual(leads);
  const { body } = await asAdmin(gateway, `/api/admin/deliveries/${listed[0]?.['id']}`);
  expect(body).toMatchObject({
    leadId: leads[0],
    attempts: [{ cause: 'first', outcome: 'delivered', reply: '{"status":"accepted"}' }],
  });
  expect(JSON.stringify(body)).not.toContain(SECRET);
  expect((await asAdmin(gateway, `/api/admin/deliveries?leadId=${leads[1]}`)).body).toMatchObject({ total: 1 });
});

it('sends a delivery again under the same webhook id, and answers with both attempts', async () => {
  const [{ id } = {}] = itemsOf(await asAdmin(gateway, `/api/admin/deliveries?leadId=${leads[2]}`));
  const before = received.length;
  const { status, body } = await asAdmin(gateway, `/api/admin/deliveries/${id}/resend`, { method: 'POST' });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    state: 'delivered',
    attempts: [{ cause: 'first' }, { cause: 'resend', outcome: 'delivered' }],
  });
  expect(received).toHaveLength(before + 1);
  expect(received.filter((webhookId) => webhookId === body['webhookId'])).toHaveLength(2);
});

it.each([
  ['receipts', 'receipt_not_found'],
  ['leads', 'lead_not_found'],
  ['deliveries', 'delivery_not_found'],
])('answers 404 for %s that do not exist, also for what is no id', async (list, code) => {
  for (const id of ['018f2b6e-0000-7000-8000-000000000000', 'no-uuid', '%00']) {
    const { status, body } = await asAdmin(gateway, `/api/admin/${list}/${id}`);
    expect([status, body['code']]).toEqual([404, code]);
  }
});

it.each([
  ['receipts?verdict=odd', 'verdict'],
  ['leads?partnerId=1', 'partnerId'],
  ['leads?state=delivered&state=routed', 'state'],
  ['deliveries?colour=red', 'colour'],
  ['deliveries?cursor=1', 'cursor'],
  ['leads?limit=201', 'limit'],
  ['leads?userId=%00', 'userId'],
])('refuses the filter %s and names it', async (path, field) => {
  const answer = await asAdmin(gateway, `/api/admin/${path}`);
  expect([answer.status, answer.body['code'], pathsOf(answer)]).toEqual([400, 'body_invalid', [field]]);
});
