import { activate, aDraft, adaptersOf, aLiveAdapter } from '../support/adapters.js';
import { pathsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, type TestPartner } from '../support/builders.js';
import { asAdmin } from '../support/http.js';
import { report, reportBytes, reportedOn } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';

const RENAMED = { map: { LeadId: ['ref'], Status: ['state'] } };

let gateway: Gateway;
let url: string;

beforeAll(async () => {
  gateway = await startGateway();
  url = (await startReceiver()).url;
});

async function preview(firm: TestPartner, version: number, json: object = {}) {
  const { status, body } = await asAdmin(gateway, `${adaptersOf(firm)}/${version}/preview`, { json });
  expect(status).toBe(200);
  return body as {
    counts: Record<string, number>;
    checked: number;
    comparedWith: number | null;
    items: { class: string; receiptId: string; sample: number | null; changes: object[]; leadChanged: boolean }[];
  };
}

/** What a partner sent before anybody knew its format, and what it sends since. */
async function aPastOf(firm: TestPartner, leadId: string, otherId: string): Promise<string[]> {
  const ids: string[] = [];
  for (const body of [
    { LeadId: leadId, Status: 'Contacted', ContactEmail: 'jane.secret@example.com' },
    { ref: leadId, state: 'Signed' },
    { LeadId: leadId, Status: 'Signed', ref: otherId, state: 'Signed' },
    { nothing: 'of use' },
  ]) {
    ids.push(String((await report(gateway, firm.accessToken, body)).body['ReceiptId']));
  }
  return ids;
}

it('says of past receipts which a version fixes, changes, breaks or still fails, worst first, and writes nothing', async () => {
  const firm = await aPartner(gateway, url);
  const [leadId, otherId] = [await aDeliveredLead(gateway, firm), await aDeliveredLead(gateway, firm)];
  const [standard, renamed, both, none] = await aPastOf(firm, leadId, otherId);
  const version = await aDraft(gateway, firm, RENAMED);
  const before = await reportedOn(gateway, otherId);
  const { items, ...figures } = await preview(firm, version);
  expect(figures).toMatchObject({
    version,
    comparedWith: null,
    checked: 4,
    counts: { broken: 1, changed: 1, fixed: 1, still_failing: 1, same: 0 },
  });
  expect(items.map((item) => [item.class, item.receiptId])).toEqual([
    ['broken', standard],
    ['changed', both],
    ['fixed', renamed],
    ['still_failing', none],
  ]);
  expect(items[1]).toMatchObject({ leadChanged: true });
  expect(items[1]?.changes).toContainEqual({ update: 0, field: 'lead', before: leadId, after: otherId });
  expect(items[0]?.changes).toContainEqual({
    ...{ update: 0, field: 'ContactEmail', before: 'j•••@example.com', after: null },
  });
  expect(JSON.stringify(items)).not.toContain('jane.secret');
  expect(await reportedOn(gateway, otherId)).toEqual(before);
});

it('goes by the receipts that are asked for', async () => {
  const firm = await aPartner(gateway, url);
  const leadId = await aDeliveredLead(gateway, firm);
  await aPastOf(firm, leadId, leadId);
  await report(gateway, firm.testAccessToken, { ref: leadId, state: 'Signed' });
  const version = await aDraft(gateway, firm, RENAMED);
  expect((await preview(firm, version, { receipts: { last: 2 } })).checked).toBe(2);
  const refused = await preview(firm, version, { receipts: { reason: 'missing_identifier' } });
  expect(refused.counts).toMatchObject({ fixed: 1, still_failing: 1 });
});

it('compares given samples instead, also such that nobody can read', async () => {
  const firm = await aPartner(gateway, url);
  const leadId = await aDeliveredLead(gateway, firm);
  const version = await aDraft(gateway, firm, RENAMED);
  const samples = [
    { body: JSON.stringify({ ref: leadId, state: 'Signed' }), contentType: 'application/json' },
    { body: '{"ref":' },
    { body: 'x', contentType: 'image/png' },
  ];
  const { items } = await preview(firm, version, { samples });
  expect(items.map((item) => [item.class, item.sample])).toEqual([
    ['fixed', 0],
    ['still_failing', 1],
    ['still_failing', 2],
  ]);
});

it('keeps a version that breaks receipts from going live until somebody says why', async () => {
  const firm = await aPartner(gateway, url);
  const leadId = await aDeliveredLead(gateway, firm);
  const [standard] = await aPastOf(firm, leadId, leadId);
  const version = await aDraft(gateway, firm, RENAMED);
  const refused = await activate(gateway, firm, version);
  expect([refused.status, refused.body['code']]).toEqual([409, 'adapter_breaks_receipts']);
  expect(pathsOf(refused)).toEqual([`receipts.${standard}`]);
  const taken = await activate(gateway, firm, version, { reason: 'they have switched for good' });
  expect([taken.status, taken.body['counts']]).toEqual([200, expect.objectContaining({ broken: 1 })]);
});

it('compares with the version that is live', async () => {
  const firm = await aPartner(gateway, url);
  const leadId = await aDeliveredLead(gateway, firm);
  const live = await aLiveAdapter(gateway, firm, RENAMED);
  await report(gateway, firm.accessToken, { ref: leadId, state: 'Signed' });
  await reportBytes(gateway, firm.accessToken, '{"ref":', 'application/json');
  const same = await preview(firm, await aDraft(gateway, firm, RENAMED));
  expect(same).toMatchObject({ comparedWith: live, counts: { same: 1, still_failing: 1 } });
});
