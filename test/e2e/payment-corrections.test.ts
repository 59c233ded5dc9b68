import { randomUUID } from 'node:crypto';
import { itemsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { inboxWith } from '../support/app-users.js';
import { type Answer, asAdmin } from '../support/http.js';
import { paymentBy } from '../support/payments.js';
import { PayramDesk } from '../support/payram-desk.js';
import { until } from '../support/until.js';

let gateway: Gateway;
let desk: PayramDesk;

beforeAll(async () => {
  gateway = await startGateway();
  desk = await PayramDesk.of(gateway);
});

/** Whatever a test did, the books balance. */
afterEach(async () => {
  const sums = await gateway.source.query(
    'select asset, network from ledger_entry group by asset, network having sum(amount) <> 0',
  );
  expect(sums).toEqual([]);
});

const ledgerOf = (answer: Answer) =>
  (answer.body['ledger'] as { holder: string; amount: string; reason: string }[]).map(({ holder, amount, reason }) => [
    holder.startsWith('user:') ? holder : 'provider',
    amount,
    reason,
  ]);

it('refunds what was paid too much: the user keeps the rest, and nobody is asked about it any more', async () => {
  const id = await desk.stands((await desk.asked('over')).reference, 'OVER_FILLED', '60');
  expect(await desk.view(id)).toMatchObject({ exceptions: ['over'] });
  const refund = { refundId: 'bank-1', amount: '10', reason: 'Paid twice' };
  const answer = await desk.act(id, 'refunds', refund);
  expect(answer).toMatchObject({
    status: 200,
    body: { credited: '60', refunded: '10', balance: '50', left: '50', exceptions: [] },
  });
  expect(ledgerOf(answer)).toEqual([
    ['user:over', '60', 'credit'],
    ['provider', '-60', 'credit'],
    ['user:over', '-10', 'refund'],
    ['provider', '10', 'refund'],
  ]);
  expect(answer.body['corrections']).toMatchObject([{ kind: 'refund', reference: 'bank-1', reason: 'Paid twice' }]);
  expect(answer.body['decisions']).toMatchObject([{ action: 'payment.refunded', actorName: 'test' }]);
});

it('takes a repeated refund for the same one, and another amount under its name for a mistake', async () => {
  const id = await desk.paid('repeats');
  const refund = { refundId: 'once', amount: '5', reason: 'Goodwill' };
  const answers = await Promise.all(Array.from({ length: 10 }, () => desk.act(id, 'refunds', refund)));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  const again = await desk.act(id, 'refunds', refund);
  expect(again).toMatchObject({ status: 200, body: { refunded: '5', balance: '45' } });
  expect(ledgerOf(again)).toHaveLength(4);
  const other = await desk.act(id, 'refunds', { ...refund, amount: '6' });
  expect(other).toMatchObject({ status: 409, body: { code: 'correction_differs' } });
});

it('never gives back more than came, when twenty refunds are made at once and when the service is gone around', async () => {
  const id = await desk.paid('twenty');
  const refunds = Array.from({ length: 20 }, (_, n) => ({ refundId: `r-${n}`, amount: '4.99', reason: 'Part' }));
  const answers = await Promise.all(refunds.map((refund) => desk.act(id, 'refunds', refund)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(10);
  const body = await desk.view(id);
  expect(body).toMatchObject({ refunded: '49.9', left: '0.1', balance: '0.1' });
  const around = gateway.source.query(
    `insert into payment_correction (id, payment_id, kind, reference, amount, reason, made_by, created_at)
     values ($1, $2, 'refund', 'around', 1, 'x', 'x', now())`,
    [randomUUID(), id],
  );
  await expect(around).rejects.toThrow(/payment_\w+_was_(received|credited)/);
});

it('tells the user when all of it went back', async () => {
  const id = await desk.paid('all-back');
  await inboxWith(gateway, 'all-back', 1);
  await desk.act(id, 'refunds', { refundId: 'all', amount: '50', reason: 'Cancelled' });
  const inbox = await inboxWith(gateway, 'all-back', 2);
  expect(inbox.map(({ text }) => text)).toContain('There is news about a payment. Open the app to see it.');
});

it('gives late money back without crediting it, and credits none of it when more is told', async () => {
  const id = await desk.late('late-back');
  const some = await desk.act(id, 'refunds', { refundId: 'a', amount: '20', reason: 'Too late' });
  expect(some).toMatchObject({ body: { credited: '0', returned: '20', left: '30', held: ['late'], ledger: [] } });
  const all = await desk.act(id, 'refunds', { refundId: 'b', amount: '30', reason: 'Too late' });
  expect(all).toMatchObject({ body: { credited: '0', left: '0', held: [], exceptions: [], ledger: [] } });
  await desk.act(id, 'recheck', {});
  expect(await desk.view(id)).toMatchObject({ credited: '0', balance: '0' });
  expect((await desk.act(id, 'refunds', { refundId: 'c', amount: '1', reason: 'x' })).body).toMatchObject({
    code: 'payment_nothing_left',
  });
});

it('credits what is left of late money when a person takes it after a part went back', async () => {
  const id = await desk.late('late-part');
  await desk.act(id, 'refunds', { refundId: 'a', amount: '20', reason: 'Part' });
  const accepted = await desk.act(id, 'accept', { reason: 'Fine' });
  expect(accepted).toMatchObject({ status: 200, body: { credited: '30', returned: '20', left: '30', balance: '30' } });
});

it('takes back from a user what the provider took back', async () => {
  const id = await desk.paid('clawed');
  const answer = await desk.act(id, 'claw-backs', {
    reference: 'case-7',
    amount: '50',
    reason: 'Provider reversed it',
  });
  expect(answer).toMatchObject({ status: 200, body: { reversed: '50', balance: '0', left: '0' } });
  expect(ledgerOf(answer).slice(2)).toEqual([
    ['user:clawed', '-50', 'claw_back'],
    ['provider', '50', 'claw_back'],
  ]);
  const more = await desk.act(id, 'claw-backs', { reference: 'case-8', amount: '1', reason: 'x' });
  expect(more).toMatchObject({ status: 409, body: { code: 'payment_nothing_credited' } });
});

it('moves a payment to whoever it belongs to, once, however often and by however many it is asked', async () => {
  const id = await desk.paid('wrong');
  await desk.act(id, 'refunds', { refundId: 'fee', amount: '8', reason: 'Fee' });
  const move = { userId: 'right', reason: 'Same name' };
  const answers = await Promise.all(Array.from({ length: 10 }, () => desk.act(id, 'move', move)));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  const answer = await desk.act(id, 'move', move);
  expect(answer).toMatchObject({ status: 200, body: { userId: 'right', leadId: null, balance: '42', credited: '50' } });
  expect(ledgerOf(answer).slice(4)).toEqual([
    ['user:wrong', '-42', 'moved_away'],
    ['provider', '42', 'moved_away'],
    ['user:right', '42', 'moved_here'],
    ['provider', '-42', 'moved_here'],
  ]);
  expect(answer.body['evidence']).toMatchObject({ linkedBy: { rule: 'moved', by: 'test', reason: 'Same name' } });
  const audit = await asAdmin(gateway, `/api/admin/audit?action=payment.moved&subjectId=${id}`);
  expect(itemsOf(audit)).toHaveLength(1);
});

it('credits what comes after a move to whoever has the payment then', async () => {
  const { reference } = await desk.asked('before');
  await desk.payram.tell(desk.url, reference, 'PARTIALLY_FILLED', '20');
  const { id } = await until('the credit', async () => {
    const payment = await paymentBy(gateway, reference);
    return Number(payment.credited) === 20 && payment;
  });
  await desk.act(id, 'move', { userId: 'after', reason: 'Theirs' });
  await desk.stands(reference, 'FILLED', '50');
  const body = await desk.view(id);
  expect(body).toMatchObject({ userId: 'after', balance: '50' });
  const of = (holder: string) =>
    (body['ledger'] as { holder: string; amount: string }[])
      .filter((entry) => entry.holder === `user:${holder}`)
      .reduce((sum, { amount }) => sum + Number(amount), 0);
  expect([of('before'), of('after')]).toEqual([0, 50]);
});

it('moves to a lead of that user only', async () => {
  const id = await desk.paid('no-lead');
  const moved = await desk.act(id, 'move', { userId: 'no-lead', leadId: randomUUID(), reason: 'x' });
  expect(moved).toMatchObject({ status: 422, body: { code: 'lead_unknown', issues: [{ path: 'leadId' }] } });
});

it('says of each payment what may be done, does that, and refuses the rest with what is possible', async () => {
  const id = await desk.late('choices');
  const queue = await asAdmin(gateway, '/api/admin/payments/exceptions?userId=choices');
  expect(itemsOf(queue)).toMatchObject([{ id, actions: ['accept', 'recheck', 'refund', 'move'] }]);
  const refused = await desk.act(id, 'claw-backs', { reference: 'x', amount: '1', reason: 'x' });
  expect(refused).toMatchObject({ status: 409, body: { code: 'payment_nothing_credited' } });
  expect(refused.body['title']).toContain('Possible now: accept, recheck, refund, move.');
  expect(await desk.act(id, 'recheck', {})).toMatchObject({ status: 200, body: { held: ['late'] } });
});

it.each([
  ['refunds', { refundId: 'x', amount: '-1', reason: 'x' }, 422, 'amount_invalid'],
  ['refunds', { refundId: 'x', amount: '1e3', reason: 'x' }, 422, 'amount_invalid'],
  ['refunds', { refundId: 'x', amount: '0', reason: 'x' }, 422, 'amount_invalid'],
  ['refunds', { refundId: 'x', amount: 5, reason: 'x' }, 400, 'body_invalid'],
  ['refunds', { amount: '5', reason: 'x' }, 400, 'body_invalid'],
  ['refunds', { refundId: 'x', amount: '50.01', reason: 'x' }, 409, 'amount_too_large'],
  ['move', { userId: 'x' }, 400, 'body_invalid'],
])('refuses %s %j', async (action, json, status, code) => {
  const id = await desk.paid('refused');
  expect(await desk.act(id, action, json)).toMatchObject({ status, body: { code } });
  expect(await desk.view(id)).toMatchObject({ refunded: '0', balance: '50' });
});
