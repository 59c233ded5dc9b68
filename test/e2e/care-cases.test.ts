import { CareRetentionService } from '../../src/modules/case-events/care-retention.service.js';
import { itemsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { anAppUser, inboxOf, inboxWith } from '../support/app-users.js';
import { aPartner } from '../support/builders.js';
import { aCareAccount, careCaseBy, careEvent, careSample, tellCare } from '../support/case-events.js';
import { type Answer, asAdmin, call } from '../support/http.js';
import { startReceiver } from '../support/receiver.js';
import { SettableClock } from '../support/settable-clock.js';

const clock = new SettableClock();
const REASON = 'Care told us whose case it is.';
const DAY = 86_400;

let gateway: Gateway;
let account: string;

beforeAll(async () => {
  gateway = await startGateway({ clock });
  account = await aCareAccount(gateway);
  await aPartner(gateway, (await startReceiver()).url);
});

const link = (id: string, leadId: string, json: object = { leadId, reason: REASON }) =>
  asAdmin(gateway, `/api/admin/care-cases/${id}/link`, { json });
const reveal = (id: unknown, json: object = { reason: 'The user asks.' }): Promise<Answer> =>
  asAdmin(gateway, `/api/admin/care-events/${id}/reveal`, { json });
const entriesOf = async (type: string, id: unknown) =>
  itemsOf(await asAdmin(gateway, `/api/admin/audit?subjectType=${type}&subjectId=${id}`));

/** A case that one event told of; answers its id here. */
async function aCase(reference: string, members: object = {}): Promise<string> {
  await tellCare(gateway, account, careEvent('PAYMENT_COMPLETED', { caseId: reference, members }));
  return (await careCaseBy(gateway, reference)).id;
}

it('gives a case and its payments to a lead by a person alone, and tells the user of what comes from then on, once', async () => {
  const { userId, leadId } = await anAppUser(gateway);
  const payment = { id: 'pay-linked', amount: '500', consultFee: '500', status: 'PAID' };
  const id = await aCase('linked', { payment });
  expect(await link(id, leadId)).toMatchObject({ status: 200, body: { userId, leadId, linkedBy: 'test', account } });
  expect(await link(id, leadId)).toMatchObject({ status: 200 });
  expect(await entriesOf('care_case', id)).toMatchObject([
    { action: 'care_case.linked', details: { leadId, reason: REASON, payments: 1 } },
  ]);
  const payments = itemsOf(await asAdmin(gateway, `/api/admin/payments?leadId=${leadId}`));
  expect(payments).toMatchObject([{ reference: 'pay-linked', status: 'paid', userId, exceptions: ['gap'] }]);
  expect((await inboxOf(gateway, userId)).items).toEqual([]);

  const decided = careEvent('ADD_CASE_DECISION', { caseId: 'linked', at: 5, snapshot: { status: 'APPROVED' } });
  for (let time = 0; time < 3; time += 1) expect((await tellCare(gateway, account, decided)).status).toBe(200);
  const [told] = await inboxWith(gateway, userId, 1);
  expect(told).toMatchObject({ type: 'care.updated', text: 'There is news about your case. Open the app to see it.' });
  expect(await asAdmin(gateway, `/api/admin/care-cases/${id}`)).toMatchObject({
    body: { status: 'APPROVED', events: [{ name: 'ADD_CASE_DECISION' }, { name: 'PAYMENT_COMPLETED' }] },
  });
});

it('gives one case to one lead, whoever asks at the same moment', async () => {
  const id = await aCase('raced');
  const users = await Promise.all(Array.from({ length: 4 }, () => anAppUser(gateway)));
  const answers = await Promise.all(users.map(({ leadId }) => link(id, leadId)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  expect(answers.filter(({ status }) => status === 409).map(({ body }) => body['code'])).toEqual(
    Array(3).fill('care_case_linked'),
  );
});

it('refuses to link what is not there, and without a reason', async () => {
  const id = await aCase('not-there');
  const nobody = '018f2b6e-0000-7000-8000-000000000000';
  expect((await link(id, nobody)).body['code']).toBe('lead_not_found');
  expect((await link(nobody, nobody)).body['code']).toBe('care_case_not_found');
  expect((await link('none', nobody)).body['code']).toBe('care_case_not_found');
  expect((await link(id, nobody, { leadId: nobody })).body['code']).toBe('body_invalid');
  expect((await asAdmin(gateway, '/api/admin/care-cases/none')).body['code']).toBe('care_case_not_found');
});

it('lists cases page by page, those of nobody, and as CSV', async () => {
  await aCase('listed-1');
  await aCase('listed-2');
  const page = await asAdmin(gateway, `/api/admin/care-cases?unlinked=true&account=${account}&limit=1`);
  expect(itemsOf(page)).toMatchObject([{ reference: 'listed-2', leadId: null }]);
  const next = await asAdmin(gateway, `/api/admin/care-cases?unlinked=true&limit=1&cursor=${page.body['nextCursor']}`);
  expect(itemsOf(next)).toMatchObject([{ reference: 'listed-1' }]);
  expect(itemsOf(await asAdmin(gateway, '/api/admin/care-cases?status=APPROVED'))).toHaveLength(1);
  const headers = { authorization: `Bearer ${gateway.adminToken}` };
  const csv = await fetch(`${gateway.baseUrl}/api/admin/care-cases?format=csv`, { headers });
  expect((await csv.text()).split('\r\n')[0]).toContain('id,createdAt,account,reference,status');
});

it('shows health data only for a reason that the audit keeps, and nothing of it elsewhere', async () => {
  const sample = careSample('payment-completed');
  const told = await tellCare(gateway, account, sample);
  const eventId = told.body['receiptId'];
  expect((await reveal(eventId, {})).body['code']).toBe('body_invalid');
  const shown = await reveal(eventId);
  expect(shown).toMatchObject({ status: 200, body: { eventId, body: sample.toString() } });
  expect(shown.headers.get('cache-control')).toBe('no-store');
  expect(await entriesOf('care_event', eventId)).toMatchObject([
    { action: 'care_event.revealed', actorName: 'test', details: { reason: 'The user asks.' } },
  ]);
  const { id } = await careCaseBy(gateway, 'b5fb3880-6b04-4e58-bc41-c31b5af34aa4');
  const view = JSON.stringify((await asAdmin(gateway, `/api/admin/care-cases/${id}`)).body);
  const { submitter } = (JSON.parse(sample.toString()) as { payload: { case: { submitter: object } } }).payload.case;
  const words = Object.values(submitter).filter((value) => typeof value === 'string' && value.length > 3);
  expect(words.length).toBeGreaterThan(2);
  for (const word of words) expect(view).not.toContain(word);
  expect((await reveal('none')).body['code']).toBe('care_event_not_found');
  const app = { token: gateway.serviceToken, json: { reason: 'x' } };
  expect((await call(gateway, `/api/admin/care-events/${eventId}/reveal`, app)).status).toBe(401);
});

it('destroys what an event said after 30 days, key and all, and keeps that it was there', async () => {
  const told = await tellCare(gateway, account, careEvent('CREATE_CASE', { caseId: 'erased' }));
  const eventId = told.body['receiptId'];
  const retention = gateway.app.get(CareRetentionService);
  clock.move(29 * DAY);
  await retention.erase();
  expect((await reveal(eventId)).status).toBe(200);
  clock.move(2 * DAY);
  await retention.erase();
  expect(await reveal(eventId)).toMatchObject({ status: 409, body: { code: 'care_event_erased' } });
  expect(await gateway.source.query('select 1 from care_body')).toEqual([]);
  const { id } = await careCaseBy(gateway, 'erased');
  const { body } = await asAdmin(gateway, `/api/admin/care-cases/${id}`);
  expect(body['events']).toMatchObject([{ name: 'CREATE_CASE', erasedAt: expect.any(String) }]);
});
