import { type Gateway, startGateway } from '../support/app.js';
import {
  aCareAccount,
  careCaseBy,
  careEvent,
  careSample,
  careSignature,
  takenBy,
  tellCare,
} from '../support/case-events.js';
import { asAdmin } from '../support/http.js';
import { paymentBy } from '../support/payments.js';

let gateway: Gateway;
let account: string;

beforeAll(async () => {
  gateway = await startGateway();
  account = await aCareAccount(gateway);
});

const taken = (body: object | string | Buffer) => takenBy(gateway, account, body);

it('takes the sample of a completed payment: its case, its payment, its fees', async () => {
  expect(await taken(careSample('payment-completed'))).toBe('applied');
  expect(await careCaseBy(gateway, 'b5fb3880-6b04-4e58-bc41-c31b5af34aa4')).toMatchObject({
    status: 'APPROVED',
    is_archived: false,
    closed_at: new Date('2025-07-24T11:23:45.094Z'),
  });
  const payment = await paymentBy(gateway, '1aa431b6-bc67-48df-95db-2146357f7eaa');
  expect(payment).toMatchObject({ kind: 'carevalidate_payment', status: 'paid', exceptions: ['gap', 'unlinked'] });
  expect(payment.state.facts).toMatchObject({
    amount: '500',
    currency: 'USD',
    fees: { consultFee: '30', convenienceFee: '375.5', paymentProcessingFee: '19.5', shippingFee: '45' },
  });
  const { body } = await asAdmin(gateway, '/api/admin/payments?provider=carevalidate');
  expect(body['items']).toEqual([expect.objectContaining({ status: 'paid', filled: '500', asset: 'USD' })]);
});

it.each([
  ['order-tracking-added.legacy.partial', 'applied'],
  ['add-payment-info-using-link.partial', 'unlinked'],
  ['shape.add-case-attachment.support', 'unlinked'],
  ['shape.add-case-comment.support', 'unlinked'],
  ['shape.add-case-decision.support', 'unlinked'],
  ['shape.add-form-response.support', 'unlinked'],
  ['shape.add-remove-case-assignee.support', 'unlinked'],
  ['shape.payment-added-completed.support.partial', 'unlinked'],
])('keeps %s', async (name, outcome) => {
  expect(await taken(careSample(name))).toBe(outcome);
});

it.each([
  ['payload.case.id', { case: { id: 'a-1' }, caseId: 'b', decision: { caseId: 'c' } }, 'a-1'],
  ['payload.caseId', { caseId: 'b-1', decision: { caseId: 'c' } }, 'b-1'],
  [
    'payload.decision.caseId',
    { case: {}, decision: { caseId: '5fcvJx1m2adICwDZUbI7MQRhTjD2' } },
    '5fcvJx1m2adICwDZUbI7MQRhTjD2',
  ],
])('finds the case in %s', async (_, payload, reference) => {
  expect(await taken({ event: 'ADD_CASE_DECISION', payload })).toBe('applied');
  await careCaseBy(gateway, reference);
});

it.each([
  ['ADD_CASE_COMMENT, a comment', { comment: { id: 'c', text: 'x' } }],
  ['ADD_CASE_COMMENT, comments as an object', { comments: { id: 'c', text: 'x' } }],
  ['ADD_FORM_RESPONSE, a response', { form: { id: 'f' }, response: { id: 'r' } }],
  ['ADD_FORM_RESPONSE, a list of responses', { form: { id: 'f' }, response: [{ id: 'r' }] }],
  ['ADD_CASE_DECISION, a medicine', { decision: { id: 'd', medInfo: { medicine: 'x' } } }],
  ['ADD_CASE_DECISION, a list of medicines', { decision: { id: 'd', medInfo: [{ medicine: 'x' }] } }],
])('takes both shapes: %s', async (name, members) => {
  expect(await taken(careEvent(name.split(',')[0] ?? '', { caseId: `shapes: ${name}`, members }))).toBe('applied');
});

it('keeps an event whose name nobody knows, and says so', async () => {
  for (const event of ['CASE_PRODUCT_ADDED', 'CALENDAR_EVENT_STATUS_UPDATED']) {
    expect(await taken(careEvent(event, { caseId: 'unknown' }))).toBe('unknown');
  }
  const rows = await gateway.source.query(
    'select name, known from care_event where not known and case_id is not null order by id',
  );
  expect(rows).toEqual([
    { name: 'CASE_PRODUCT_ADDED', known: false },
    { name: 'CALENDAR_EVENT_STATUS_UPDATED', known: false },
  ]);
});

it('takes a case from its newest event, in whatever order they come', async () => {
  const steps = [
    { status: 'OPEN', archiveReason: null },
    { status: 'IN_PROGRESS' },
    { status: 'APPROVED', closedAt: '2026-01-05T12:02:00.000Z' },
    { status: 'APPROVED', isArchived: true, archiveReason: 'COMPLETE' },
  ];
  const events = steps.map((snapshot, at) => careEvent('CHANGE_CASE_STATUS', { caseId: 'ordered', at, snapshot }));
  const mixed = [3, 0, 2, 1, 3].map((at) => events[at] as object);
  const outcomes: string[] = [];
  for (const event of mixed) outcomes.push(await taken(event));
  expect(outcomes).toEqual(['applied', 'stale', 'stale', 'stale', 'applied']);
  expect(await careCaseBy(gateway, 'ordered')).toMatchObject({ status: 'APPROVED', is_archived: true });
});

it('answers a repeat like the first, and does nothing', async () => {
  const event = careEvent('PAYMENT_COMPLETED', {
    caseId: 'repeated',
    members: { payment: { id: 'repeated', amount: '10', status: 'PAID' } },
  });
  const first = await tellCare(gateway, account, event);
  const again = await Promise.all(Array.from({ length: 20 }, () => tellCare(gateway, account, event)));
  for (const answer of again) expect(answer.body).toEqual(first.body);
  const [counts] = await gateway.source.query(
    `select (select count(*)::integer from payment_event e join payment p on p.id = e.payment_id where p.reference = 'repeated') as events,
       (select count(*)::integer from receipt where outcome = 'duplicate' and trace ->> 'repeats' = $1) as repeats`,
    [first.body['receiptId']],
  );
  expect(counts).toEqual({ events: 1, repeats: 20 });
});

it('does the same event once when it comes twenty times at once, and knows it by its bytes without an activity', async () => {
  const body = JSON.stringify({ event: 'CREATE_CASE', payload: { caseId: 'at-once' } });
  const answers = await Promise.all(Array.from({ length: 20 }, () => tellCare(gateway, account, body)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(answers.map((answer) => answer.body['receiptId'])).size).toBe(1);
  const other = await aCareAccount(gateway);
  const there = await tellCare(gateway, other, body);
  expect(there.body['receiptId']).not.toBe(answers[0]?.body['receiptId']);
});

it('finds the case of an event without one by its payment, when that is known', async () => {
  const payment = { id: 'known-payment', amount: '10' };
  await taken(careEvent('PAYMENT_ADDED', { caseId: 'of-payment', members: { payment } }));
  expect(
    await taken(
      careEvent('PAYMENT_COMPLETED', { snapshot: null, members: { payment: { ...payment, status: 'PAID' } } }),
    ),
  ).toBe('applied');
  expect(await paymentBy(gateway, 'known-payment')).toMatchObject({ status: 'paid', exceptions: ['unlinked'] });
});

it('takes a signature over the raw bytes only', async () => {
  const body = '{ "event":"CREATE_CASE",\r\n"payload":{"caseId":"raw","n":5.0} }';
  expect((await tellCare(gateway, account, body)).status).toBe(200);
  expect((await tellCare(gateway, account, body, careSignature(JSON.stringify(JSON.parse(body))))).status).toBe(401);
});

it('stays sound: no accident was logged', () => {
  expect(gateway.log()).not.toContain('webhook.failed');
});
