import { type Gateway, startGateway } from '../support/app.js';
import { aDeliveredLead, aPartner, leadBody, type TestPartner } from '../support/builders.js';
import { asAdmin, asService } from '../support/http.js';
import { allHandled, report, reportedOn, statusOf, toldAbout } from '../support/partner-status.js';
import { startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

let gateway: Gateway;
let firm: TestPartner;
let url: string;

beforeAll(async () => {
  gateway = await startGateway();
  ({ url } = await startReceiver());
  firm = await aPartner(gateway, url);
});

const map = (raw: Record<string, string | null>) =>
  asAdmin(gateway, `/api/admin/partners/${firm.slug}/status-map`, { method: 'PUT', json: raw });

const leadIs = (status: string, id: string) =>
  until(`the lead to be ${status}`, async () => (await statusOf(gateway, id)) === status);

const receiptOf = async (id: unknown): Promise<Record<string, unknown>> =>
  (await asAdmin(gateway, `/api/admin/receipts/${id}`)).body;

async function parked(): Promise<number> {
  const rows = await gateway.source.query<unknown[]>('select 1 from status_update where parked and partner_id = $1', [
    firm.id,
  ]);
  return rows.length;
}

it('is applied by itself once its lead is delivered, and the user is told once', async () => {
  const json = leadBody({ partner: firm.slug });
  const { email } = json['contact'] as { email: string };
  const early = { ContactEmail: email, Status: 'RetainerSigned', Message: 'early' };
  const answer = await report(gateway, firm.accessToken, early);
  expect([answer.status, (await report(gateway, firm.accessToken, early)).status]).toEqual([404, 404]);
  const id = await aDeliveredLead(gateway, firm, json);
  await leadIs('signed', id);
  await until('both reports to be settled', async () => (await parked()) === 0);
  await until('the news to be told', () => allHandled(gateway));
  expect([await reportedOn(gateway, id), await toldAbout(gateway, id)]).toEqual([['RetainerSigned!'], 1]);
  expect(await receiptOf(answer.body['ReceiptId'])).toMatchObject({
    reason: 'applied',
    outcome: 'applied',
    leadId: id,
  });
});

it('is applied by itself once its status is mapped', async () => {
  const LeadId = await aDeliveredLead(gateway, firm);
  const { body } = await report(gateway, firm.accessToken, { LeadId, Status: 'Wet Ink' });
  expect(body).toMatchObject({ Outcome: 'unmapped', CanonicalStatus: null });
  expect((await map({ WetInk: 'signed' })).status).toBe(200);
  await leadIs('signed', LeadId);
  expect(await reportedOn(gateway, LeadId)).toEqual(['Wet Ink', 'Wet Ink!']);
  expect(await receiptOf(body['ReceiptId'])).toMatchObject({ reason: 'applied', leadId: LeadId });
});

it('is settled without a move when its status is mapped to nothing', async () => {
  const LeadId = await aDeliveredLead(gateway, firm);
  await report(gateway, firm.accessToken, { LeadId, Status: 'Birthday Card Sent' });
  expect((await map({ 'Birthday Card Sent': null })).status).toBe(200);
  await until('the report to be settled', async () => (await parked()) === 0);
  expect(await statusOf(gateway, LeadId)).toBeNull();
});

it('is applied by itself once its external id is learnt', async () => {
  const LeadId = await aDeliveredLead(gateway, firm);
  const early = await report(gateway, firm.accessToken, { ExternalLeadId: 'case-77', Status: 'Filed' });
  expect(early.body['Code']).toBe('lead_not_found');
  await report(gateway, firm.accessToken, { LeadId, ExternalLeadId: 'case-77', Status: 'Contacted' });
  await until('the early report to be settled', async () => (await parked()) === 0);
  expect(await receiptOf(early.body['ReceiptId'])).toMatchObject({ leadId: LeadId });
});

it('waits for its lead first and for its status then', async () => {
  const json = leadBody({ partner: firm.slug });
  const { email } = json['contact'] as { email: string };
  const early = await report(gateway, firm.accessToken, { ContactEmail: email, Status: 'Seal Pressed' });
  expect(early.status).toBe(404);
  const LeadId = await aDeliveredLead(gateway, firm, json);
  await until('the report to be shown', async () => (await reportedOn(gateway, LeadId)).length === 1);
  expect(await receiptOf(early.body['ReceiptId'])).toMatchObject({ reason: 'status_unmapped', leadId: LeadId });
  expect(await parked()).toBe(1);
  await map({ 'Seal Pressed': 'signed' });
  await leadIs('signed', LeadId);
  expect(await reportedOn(gateway, LeadId)).toEqual(['Seal Pressed', 'Seal Pressed!']);
  expect(await parked()).toBe(0);
});

it('takes its place by the time of its arrival: what came later is not undone', async () => {
  const LeadId = await aDeliveredLead(gateway, firm);
  const { body } = await report(gateway, firm.accessToken, { LeadId, Status: 'Ink Drying' });
  await report(gateway, firm.accessToken, { LeadId, Status: 'Contacted' });
  await map({ 'Ink Drying': 'signed' });
  await until('the report to be settled', async () => (await parked()) === 0);
  expect(await statusOf(gateway, LeadId)).toBe('contacted');
  expect(await receiptOf(body['ReceiptId'])).toMatchObject({ reason: 'stale' });
});

it('stays where it is while nothing about it changed', async () => {
  await report(gateway, firm.accessToken, { LeadId: 'nobody', Status: 'Signed' });
  await aDeliveredLead(gateway, firm);
  await until('the news to be handled', () => allHandled(gateway));
  expect(await parked()).toBe(1);
  const { body } = await asService(gateway, '/api/leads/nobody');
  expect(body['code']).toBe('lead_not_found');
});

it('is not passed over because somebody holds it at the time', async () => {
  const json = leadBody({ partner: firm.slug });
  const { email } = json['contact'] as { email: string };
  await report(gateway, firm.accessToken, { ContactEmail: email, Status: 'Filed' });
  const holder = gateway.source.createQueryRunner();
  await holder.startTransaction();
  await holder.query('select from status_update where parked for update');
  const id = await aDeliveredLead(gateway, firm, json);
  await until('somebody to wait for it', async () => {
    const [row] = await gateway.source.query<{ waiting: boolean }[]>(
      `select exists (select from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like '%StatusUpdateRow%') as waiting`,
    );
    return row?.waiting;
  });
  await holder.commitTransaction();
  await holder.release();
  await leadIs('filed', id);
});

it('holds up no other when it does not open any more, and is shown as what it is', async () => {
  const [first, second] = [leadBody({ partner: firm.slug }), leadBody({ partner: firm.slug })];
  const emailOf = (json: Record<string, unknown>) => (json['contact'] as { email: string }).email;
  const lost = await report(gateway, firm.accessToken, { ContactEmail: emailOf(first), Status: 'Filed' });
  await report(gateway, firm.accessToken, { ContactEmail: emailOf(second), Status: 'Filed' });
  const receiptId = lost.body['ReceiptId'];
  await gateway.source.query(`update status_update set fields_sealed = '\\x01' where receipt_id = $1`, [receiptId]);
  await aDeliveredLead(gateway, firm, first);
  await leadIs('filed', await aDeliveredLead(gateway, firm, second));
  await until('the news to be handled', () => allHandled(gateway));
  const rows = await gateway.source.query('select parked, reason from status_update where receipt_id = $1', [
    receiptId,
  ]);
  expect(rows).toEqual([{ parked: true, reason: 'unreadable' }]);
  expect(gateway.log().split('parked.unreadable')).toHaveLength(2);
});

it('is left alone when a lead came that it cannot mean: it is not even opened', async () => {
  const lost = await report(gateway, firm.accessToken, { ContactEmail: 'other@example.com', Status: 'Filed' });
  const receiptId = lost.body['ReceiptId'];
  await gateway.source.query(`update status_update set fields_sealed = '\\x01' where receipt_id = $1`, [receiptId]);
  await aDeliveredLead(gateway, firm);
  await until('the news to be handled', () => allHandled(gateway));
  const reasonOf = () => gateway.source.query('select reason from status_update where receipt_id = $1', [receiptId]);
  expect(await reasonOf()).toEqual([{ reason: 'lead_not_found' }]);
  await map({ 'Sealing Wax': 'signed' });
  await until('a look at all of them', async () => (await reasonOf())[0].reason === 'unreadable');
});
