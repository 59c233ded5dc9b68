import { randomUUID } from 'node:crypto';
import { JobHandlers } from '../../src/platform/queue/job-handlers.js';
import { activate, aDraft, adaptersOf, aLiveAdapter, outboundOf } from '../support/adapters.js';
import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, type TestPartner } from '../support/builders.js';
import { asAdmin } from '../support/http.js';
import { allHandled, report, reportedOn, toldAbout } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';
import { SettableClock } from '../support/settable-clock.js';
import { until } from '../support/until.js';

const CURRENT = { map: { LeadId: ['ref'], Status: ['state'], ContactName: ['name'] } };
const MINUTES = 60;
const DAYS = 86_400;

const clock = new SettableClock();
let gateway: Gateway;
let url: string;

beforeAll(async () => {
  gateway = await startGateway({ clock });
  url = (await startReceiver()).url;
});

const shadowOf = (firm: TestPartner, version: number) => `${adaptersOf(firm)}/${version}/shadow`;

async function start(firm: TestPartner, version: number, json: object = {}) {
  return asAdmin(gateway, shadowOf(firm, version), { json });
}

/** What the maintenance lane does, once what came before is old enough. */
async function turn(): Promise<void> {
  clock.move(2 * MINUTES);
  await gateway.app.get(JobHandlers).find('maintenance.shadow-adapters')?.([]);
}

async function shadow(firm: TestPartner, version: number): Promise<Record<string, unknown>> {
  await turn();
  return (await asAdmin(gateway, shadowOf(firm, version))).body;
}

async function divergences(firm: TestPartner, version: number, query = ''): Promise<Record<string, unknown>[]> {
  const { body } = await asAdmin(gateway, `${shadowOf(firm, version)}/receipts${query}`);
  return body['items'] as Record<string, unknown>[];
}

async function send(firm: TestPartner, body: object): Promise<unknown> {
  return (await report(gateway, firm.accessToken, body)).body['ReceiptId'];
}

it('reads what comes from then on beside the live version, and changes nothing by it', async () => {
  const firm = await aPartner(gateway, url);
  const leadId = await aDeliveredLead(gateway, firm);
  await aLiveAdapter(gateway, firm, CURRENT);
  await send(firm, { ref: leadId, stage: 'Contacted' });
  const draft = await aDraft(gateway, firm, { map: { LeadId: ['ref'], Status: ['stage || state'] } });
  clock.move(1);
  expect((await start(firm, draft)).body).toMatchObject({ version: draft, state: 'running', checked: 0, counts: {} });
  clock.move(1);
  await send(firm, { ref: leadId, state: 'Contacted' });
  const fixed = await send(firm, { ref: leadId, stage: 'Signed' });
  const changed = await send(firm, { ref: leadId, state: 'Contacted', stage: 'Signed', name: 'Ann Private' });
  const failing = await send(firm, { ref: randomUUID(), state: 'Contacted' });
  expect(await shadow(firm, draft)).toMatchObject({
    ...{ state: 'running', checked: 4, counts: { same: 1, fixed: 1, changed: 1, still_failing: 1 } },
  });
  const items = await divergences(firm, draft);
  expect(items.map((item) => [item['id'], item['class'], item['failedBy'], item['failsBy']])).toEqual([
    [failing, 'still_failing', 'lead_not_found', 'lead_not_found'],
    [changed, 'changed', null, null],
    [fixed, 'fixed', 'missing_status', null],
  ]);
  expect(JSON.stringify(items)).not.toContain('Private');
  expect(await divergences(firm, draft, '?class=fixed')).toHaveLength(1);
  await until('everybody to be told', () => allHandled(gateway));
  expect([await reportedOn(gateway, leadId), await toldAbout(gateway, leadId)]).toEqual([
    ['Contacted!', 'Contacted!'],
    1,
  ]);
});

it('compares with the version by which a receipt was judged, and counts each receipt once in two turns at once', async () => {
  const firm = await aPartner(gateway, url);
  const leadId = await aDeliveredLead(gateway, firm);
  const draft = await aDraft(gateway, firm, CURRENT);
  await start(firm, draft);
  clock.move(1);
  await send(firm, { LeadId: leadId, Status: 'Contacted' });
  await aLiveAdapter(gateway, firm, { map: { LeadId: ['ref'], Status: ['status'] } });
  await send(firm, { ref: leadId, state: 'Signed' });
  await Promise.all([turn(), turn()]);
  // The turn that came second finds the page taken: it counts nothing, and does not fail on it either.
  expect(await shadow(firm, draft)).toMatchObject({ state: 'running', checked: 2, counts: { broken: 1, fixed: 1 } });
});

it('runs one version a partner and environment, and says which', async () => {
  const firm = await aPartner(gateway, url);
  const [one, other] = [await aDraft(gateway, firm, CURRENT), await aDraft(gateway, firm, CURRENT)];
  const first = await start(firm, one, { days: 3 });
  expect((await start(firm, one, { days: 9 })).body).toEqual(first.body);
  const refused = await start(firm, other);
  expect([refused.status, refused.body['code'], String(refused.body['title'])]).toEqual([
    409,
    'shadow_running',
    expect.stringContaining(`Version ${one} shadows already`),
  ]);
  const stopped = await asAdmin(gateway, `${shadowOf(firm, one)}/stop`, { method: 'POST' });
  expect(stopped.body).toMatchObject({ state: 'stopped', finishedAt: expect.any(String) });
  expect((await start(firm, other)).body).toMatchObject({ state: 'running', version: other });
  const audit = await asAdmin(gateway, `/api/admin/audit?subjectType=partner&subjectId=${firm.slug}&limit=4`);
  const actions = (audit.body['items'] as { action: string }[]).map(({ action }) => action);
  expect(actions.filter((action) => action.includes('shadow'))).toEqual([
    ...['adapter.shadow_started', 'adapter.shadow_stopped', 'adapter.shadow_started'],
  ]);
});

it('ends by itself when its days are over, and when the version goes live', async () => {
  const firm = await aPartner(gateway, url);
  const leadId = await aDeliveredLead(gateway, firm);
  const draft = await aDraft(gateway, firm, CURRENT);
  await start(firm, draft, { days: 1 });
  clock.move(1);
  await send(firm, { LeadId: leadId, Status: 'Contacted' });
  clock.move(2 * DAYS);
  await send(firm, { LeadId: leadId, Status: 'Signed' });
  expect(await shadow(firm, draft)).toMatchObject({ state: 'expired', checked: 1 });
  await start(firm, draft);
  await activate(gateway, firm, draft, { reason: 'a test' });
  expect(await shadow(firm, draft)).toMatchObject({ state: 'activated', checked: 0 });
});

it('refuses what can not run beside, and what was never asked for', async () => {
  const firm = await aPartner(gateway, url);
  const live = await aLiveAdapter(gateway, firm, CURRENT);
  const writing = await aDraft(gateway, firm, outboundOf([]));
  const answers = [
    await start(firm, live),
    await start(firm, writing),
    await start(firm, 99),
    await start(firm, live, { days: 31 }),
    await asAdmin(gateway, shadowOf(firm, live)),
    await asAdmin(gateway, `${shadowOf(firm, live)}/stop`, { method: 'POST' }),
    await asAdmin(gateway, `${adaptersOf(firm)}/one/shadow/receipts`),
  ];
  expect(answers.map(({ status, body }) => [status, body['code']])).toEqual([
    [409, 'adapter_live'],
    [422, 'adapter_direction'],
    [404, 'adapter_version_not_found'],
    [400, 'body_invalid'],
    [404, 'shadow_not_found'],
    [404, 'shadow_not_found'],
    [404, 'shadow_not_found'],
  ]);
});
