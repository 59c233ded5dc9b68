import { pathsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { aPartner } from '../support/builders.js';
import { deliveryIn, deliveryWhere, saveEndpoint, sendLead } from '../support/deliveries.js';
import { asAdmin, asService } from '../support/http.js';
import { report } from '../support/partner-status.js';
import { answering, startReceiver } from '../support/receiver.js';

let gateway: Gateway;

const RULES = [
  {
    when: { status: [200], path: 'result', in: ['rejected'] },
    outcome: 'rejected',
    capture: { reason: 'message' },
  },
  { when: { status: [200], path: 'result', in: ['duplicate'] }, outcome: 'duplicate' },
  { when: { status: [200], path: 'result', in: ['busy'] }, outcome: 'retry' },
  { when: { status: [200, 422], path: 'error', in: ['config'] }, outcome: 'fatal' },
  {
    when: { status: [200, 201] },
    outcome: 'accepted',
    capture: { partnerRecordId: 'records[0].ref.number', price: 'price' },
  },
];

beforeAll(async () => {
  gateway = await startGateway();
});

async function aFirm(change: object = {}) {
  const receiver = await startReceiver();
  const partner = await aPartner(gateway, receiver.url, { outcomeRules: RULES, ...change });
  return { receiver, partner };
}

it.each([
  [200, '{"result":"duplicate"}', 'delivered', 'duplicate'],
  [200, '{"result":"rejected","message":"Out of state"}', 'refused', 'partner_rejected'],
  [200, '{"result":"busy"}', 'exhausted', 'partner_not_ready'],
  [422, '{"error":"config"}', 'refused', 'partner_fatal'],
  [200, '{"result":"ok"}', 'delivered', null],
  [422, '{"error":"else"}', 'exhausted', 'rejected'],
  [200, 'Thank you!', 'delivered', null],
])('an answer %i %s leaves the lead %s (%s)', async (status, reply, state, reason) => {
  const { receiver, partner } = await aFirm();
  receiver.answer(answering(status, reply));
  const leadId = await sendLead(gateway, partner);
  expect(await deliveryIn(gateway, leadId, state)).toMatchObject({ reason });
  const lead = await asService(gateway, `/api/leads/${leadId}`);
  expect(lead.body['state']).toBe(state === 'delivered' ? 'delivered' : 'not_delivered');
});

it('reads XML, and JSON that calls itself a web page', async () => {
  const rules = [{ when: { status: [200], path: 'response.result || result', in: ['no'] }, outcome: 'rejected' }];
  const { receiver, partner } = await aFirm({ outcomeRules: rules });
  receiver.answerNext(
    answering(200, '<response><result>no</result></response>', { 'content-type': 'text/xml' }),
    answering(200, '{"result":"no"}', { 'content-type': 'text/html' }),
  );
  await deliveryIn(gateway, await sendLead(gateway, partner), 'refused');
  await deliveryIn(gateway, await sendLead(gateway, partner), 'refused');
});

it('“not now” inside a 200 is tried again by the schedule', async () => {
  const { receiver, partner } = await aFirm({ maxRetries: 2, retrySchedule: [0.1] });
  receiver.answerNext(answering(200, '{"result":"busy"}'));
  const delivery = await deliveryIn(gateway, await sendLead(gateway, partner), 'delivered');
  expect(delivery.attempts.map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ['failed', 'partner_not_ready'],
    ['delivered', null],
  ]);
});

it('a nested id in the reply is learnt, and finds the lead when the partner reports by it alone', async () => {
  const { receiver, partner } = await aFirm();
  receiver.answer(answering(201, '{"id":"ticket-9","records":[{"ref":{"number":"A-4711"}}],"price":"42.50"}'));
  const leadId = await sendLead(gateway, partner);
  const { attempts } = await deliveryIn(gateway, leadId, 'delivered');
  expect(attempts).toMatchObject([{ captured: { partnerRecordId: 'A-4711', reason: null, price: '42.50' } }]);
  const found = await report(gateway, partner.accessToken, { ExternalLeadId: 'A-4711', Status: 'RetainerSigned' });
  expect([found.status, found.body['LeadId'], found.body['MatchedBy']]).toEqual([200, leadId, 'external_id']);
  const other = await report(gateway, partner.accessToken, { ExternalLeadId: 'ticket-9', Status: 'RetainerSigned' });
  expect([other.status, other.body['Code']]).toEqual([404, 'lead_not_found']);
});

it('why a partner refuses a lead is shown to operators, and is in neither log nor app', async () => {
  const { receiver, partner } = await aFirm();
  receiver.answer(answering(200, '{"result":"rejected","message":"Canary Doe is known"}'));
  const leadId = await sendLead(gateway, partner);
  const { attempts } = await deliveryWhere(gateway, leadId, ({ state }) => state === 'refused');
  expect(attempts[0]?.captured?.['reason']).toBe('Canary Doe is known');
  expect(gateway.log()).not.toContain('Canary');
  expect(JSON.stringify((await asService(gateway, `/api/leads/${leadId}`)).body)).not.toContain('Canary');
});

it('rules are shown with the endpoint, and wrong ones are refused with path and reason', async () => {
  const { receiver, partner } = await aFirm();
  const shown = await asAdmin(gateway, `/api/admin/partners/${partner.slug}`);
  expect((shown.body['endpoints'] as object[])[0]).toMatchObject({ outcomeRules: RULES });
  const outcomeRules = [{ when: { status: [200], path: 'a[', in: ['x'] }, outcome: 'maybe' }];
  const refused = await saveEndpoint(gateway, partner, receiver.url, { outcomeRules });
  expect([refused.status, refused.body['code']]).toEqual([422, 'outcome_rules_invalid']);
  expect(pathsOf(refused)).toEqual(['outcomeRules[0].outcome']);
  expect((await saveEndpoint(gateway, partner, receiver.url, { outcomeRules: 'all' })).status).toBe(400);
});

it('rules are tried on past replies before they are saved', async () => {
  const { receiver, partner } = await aFirm({ outcomeRules: [], maxRetries: 1, retrySchedule: [0.1] });
  receiver.answerNext(answering(500, '{"result":"busy"}'), answering(200, '{"result":"rejected","message":"No"}'));
  const leadId = await sendLead(gateway, partner);
  const { id } = await deliveryIn(gateway, leadId, 'delivered');
  const path = `/api/admin/partners/${partner.slug}/endpoint/try-replies?environment=live`;
  const tried = await asAdmin(gateway, path, { json: { outcomeRules: RULES } });
  expect([tried.status, tried.body['items']]).toEqual([
    200,
    [
      { deliveryId: id, attempt: 1, httpStatus: 500, was: 'failed', told: null, captured: null },
      {
        deliveryId: id,
        attempt: 2,
        httpStatus: 200,
        was: 'delivered',
        told: 'rejected',
        captured: { partnerRecordId: null, reason: 'No', price: null },
      },
    ],
  ]);
  expect(await deliveryIn(gateway, leadId, 'delivered')).toMatchObject({ id });
  expect((await asAdmin(gateway, path, { json: { outcomeRules: [{}] } })).body['code']).toBe('outcome_rules_invalid');
  expect((await asAdmin(gateway, path, { json: {} })).status).toBe(400);
});
