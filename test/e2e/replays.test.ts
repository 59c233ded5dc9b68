import { randomUUID } from 'node:crypto';
import { activate, aDraft, aLiveAdapter } from '../support/adapters.js';
import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, type TestPartner } from '../support/builders.js';
import { asAdmin } from '../support/http.js';
import { report, reportedOn, statusOf, toldAbout } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';
import { type AskedReplay, endedReplay, replayedReceipts, startReplay } from '../support/replays.js';

const RENAMED = { map: { LeadId: ['ref'], Status: ['state'], EventTime: ['at'] } };

let gateway: Gateway;
let url: string;

beforeAll(async () => {
  gateway = await startGateway();
  url = (await startReceiver()).url;
});

const start = (firm: TestPartner, asked: AskedReplay) => startReplay(gateway, firm, asked);
const finished = (id: string) => endedReplay(gateway, id);
const replay = async (firm: TestPartner, asked: AskedReplay) => finished((await start(firm, asked)).id);
const itemsOf = (id: string) => replayedReceipts(gateway, id);
const receiptOf = async (id: string) => (await asAdmin(gateway, `/api/admin/receipts/${id}`)).body;

async function send(firm: TestPartner, body: object): Promise<string> {
  return String((await report(gateway, firm.accessToken, body)).body['ReceiptId']);
}

it('shows what would change and changes nothing', async () => {
  const firm = await aPartner(gateway, url);
  const leadId = await aDeliveredLead(gateway, firm);
  const standard = await send(firm, { LeadId: leadId, Status: 'Contacted' });
  const renamed = await send(firm, { ref: leadId, state: 'Signed' });
  await send(firm, { nothing: 'of use' });
  const version = await aDraft(gateway, firm, RENAMED);
  const before = await receiptOf(renamed);
  const run = await replay(firm, { dryRun: true, adapterVersion: version });
  expect(run).toMatchObject({
    ...{ state: 'done', dryRun: true, adapterVersion: version, checked: 3, notifications: 1, applied: 0 },
    counts: { fixed: 1, broken: 1, still_failing: 1 },
  });
  expect((await itemsOf(run.id)).map((item) => [item['id'], item['class'], item['failedBy'], item['failsBy']])).toEqual(
    [
      [standard, 'broken', null, 'missing_identifier'],
      [renamed, 'fixed', 'missing_identifier', null],
      [expect.any(String), 'still_failing', 'missing_identifier', 'missing_identifier'],
    ],
  );
  expect(await receiptOf(renamed)).toEqual(before);
  expect([await reportedOn(gateway, leadId), await toldAbout(gateway, leadId)]).toEqual([['Contacted!'], 1]);
});

it('does what was owed, in the order in which it happened, and tells each news once', async () => {
  const firm = await aPartner(gateway, url);
  const leadId = await aDeliveredLead(gateway, firm);
  const signed = await send(firm, { ref: leadId, state: 'Signed', at: '2026-01-03T00:00:00Z' });
  const contacted = await send(firm, { ref: leadId, state: 'Contacted', at: '2026-01-01T00:00:00Z' });
  await send(firm, { ref: leadId, state: 'Contacted', at: '2026-01-01T00:00:00Z' });
  await aLiveAdapter(gateway, firm, RENAMED);
  const run = await replay(firm, { dryRun: false });
  expect(run).toMatchObject({ state: 'done', checked: 3, applied: 3, due: 0, notifications: 2, counts: { fixed: 3 } });
  expect(await reportedOn(gateway, leadId)).toEqual(['Contacted!', 'Signed!']);
  expect([await statusOf(gateway, leadId), await toldAbout(gateway, leadId)]).toEqual(['signed', 2]);
  expect(await receiptOf(signed)).toMatchObject({
    verdict: 'accepted',
    reason: 'applied',
    leadId,
    adapterVersion: 1,
    httpStatus: 400,
  });
  expect(await receiptOf(contacted)).toMatchObject({ verdict: 'accepted', outcome: 'applied', leadId });
  const again = await replay(firm, { dryRun: false });
  expect(again).toMatchObject({ checked: 3, applied: 0, notifications: 0, counts: { same: 3 } });
  expect([await reportedOn(gateway, leadId), await toldAbout(gateway, leadId)]).toEqual([['Contacted!', 'Signed!'], 2]);
});

it('lets nothing that is older than what is known move the lead', async () => {
  const firm = await aPartner(gateway, url);
  const leadId = await aDeliveredLead(gateway, firm);
  await send(firm, { ref: leadId, state: 'Contacted' });
  await send(firm, { LeadId: leadId, Status: 'Filed' });
  await aLiveAdapter(gateway, firm, RENAMED);
  expect(await replay(firm, { dryRun: false, filter: { reason: 'missing_identifier' } })).toMatchObject({
    checked: 1,
    notifications: 0,
  });
  expect([
    await reportedOn(gateway, leadId),
    await statusOf(gateway, leadId),
    await toldAbout(gateway, leadId),
  ]).toEqual([['Filed!', 'Contacted'], 'filed', 1]);
});

it('gives a report to the lead that it means now, and leaves what it did to the other', async () => {
  const firm = await aPartner(gateway, url);
  const [one, other] = [await aDeliveredLead(gateway, firm), await aDeliveredLead(gateway, firm)];
  const id = await send(firm, { LeadId: one, Status: 'Signed', ref: other, state: 'Signed' });
  await aLiveAdapter(gateway, firm, RENAMED);
  const run = await replay(firm, { dryRun: false });
  expect((await itemsOf(run.id))[0]).toMatchObject({ id, class: 'changed', leadChanged: true, notifies: 1 });
  expect([await reportedOn(gateway, one), await reportedOn(gateway, other)]).toEqual([['Signed!'], ['Signed!']]);
  expect([await toldAbout(gateway, one), await toldAbout(gateway, other)]).toEqual([1, 1]);
  expect(await receiptOf(id)).toMatchObject({ leadId: other });
});

it('takes a parked report out of the queue once it is applied, and parks again what still finds nobody', async () => {
  const firm = await aPartner(gateway, url);
  const leadId = await aDeliveredLead(gateway, firm);
  await send(firm, { LeadId: randomUUID(), Status: 'Signed', ref: leadId, state: 'Signed' });
  await send(firm, { LeadId: randomUUID(), Status: 'Signed', ref: randomUUID(), state: 'Signed' });
  await aLiveAdapter(gateway, firm, RENAMED);
  await replay(firm, { dryRun: false });
  const rows = await gateway.source.query<unknown[]>('select 1 from status_update where parked and partner_id = $1', [
    firm.id,
  ]);
  expect([rows.length, await reportedOn(gateway, leadId), await toldAbout(gateway, leadId)]).toEqual([
    1,
    ['Signed!'],
    1,
  ]);
});

it('does everything once when two runs go at the same time', async () => {
  const firm = await aPartner(gateway, url);
  const leads = await Promise.all(Array.from({ length: 8 }, () => aDeliveredLead(gateway, firm)));
  for (const ref of leads) for (const state of ['Contacted', 'Signed']) await send(firm, { ref, state });
  await aLiveAdapter(gateway, firm, RENAMED);
  const runs = await Promise.all([start(firm, { dryRun: false }), start(firm, { dryRun: false })]);
  for (const { id } of runs) expect(await finished(id)).toMatchObject({ state: 'done', checked: 16, due: 0 });
  for (const leadId of leads) {
    expect([await reportedOn(gateway, leadId), await toldAbout(gateway, leadId)]).toEqual([
      ['Contacted!', 'Signed!'],
      2,
    ]);
  }
});

it('ends when it is cancelled, keeps what it did, and says who asked', async () => {
  const firm = await aPartner(gateway, url);
  const leadId = await aDeliveredLead(gateway, firm);
  await send(firm, { ref: leadId, state: 'Signed' });
  const done = await replay(firm, { dryRun: true });
  expect((await asAdmin(gateway, `/api/admin/replays/${done.id}/cancel`, { json: {} })).body).toMatchObject({
    state: 'done',
  });
  const { id } = await start(firm, { dryRun: true });
  const { body } = await asAdmin(gateway, `/api/admin/replays/${id}/cancel`, { json: {} });
  expect(['cancelled', 'done']).toContain(body['state']);
  const audit = await asAdmin(gateway, `/api/admin/audit?subjectType=replay&subjectId=${id}`);
  expect((audit.body['items'] as { action: string }[]).map(({ action }) => action)).toContain('replay.started');
});

it('refuses what it can not do, and says what to do instead', async () => {
  const firm = await aPartner(gateway, url);
  const version = await aDraft(gateway, firm, RENAMED);
  const ask = async (json: unknown) => (await asAdmin(gateway, '/api/admin/replays', { json })).body['code'];
  const filter = { partner: firm.slug };
  expect(await ask({ filter, dryRun: false, adapterVersion: version })).toBe('adapter_not_live');
  expect(await ask({ filter, dryRun: true, adapterVersion: 99 })).toBe('adapter_version_not_found');
  expect(await ask({ filter: { partner: 'nobody' }, dryRun: true })).toBe('partner_not_found');
  expect(await ask({ filter, dryRun: 'yes' })).toBe('body_invalid');
  expect(await ask({ filter: { ...filter, from: 'yesterday' }, dryRun: true })).toBe('body_invalid');
  expect((await asAdmin(gateway, '/api/admin/replays/nothing')).body['code']).toBe('replay_not_found');
  await activate(gateway, firm, version);
  expect(await replay(firm, { dryRun: false, adapterVersion: version })).toMatchObject({ state: 'done', checked: 0 });
});
