import { PayramSimulator } from '../../src/simulators/payram-simulator.js';
import { itemsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { asAdmin, asService } from '../support/http.js';
import { anAccount, KEY, paymentBy, tell } from '../support/payments.js';
import { remember } from '../support/started.js';
import { until } from '../support/until.js';

let gateway: Gateway;
let payram: PayramSimulator;
let account: string;
let url: string;

beforeAll(async () => {
  gateway = await startGateway();
  payram = new PayramSimulator(KEY);
  remember(() => payram.stop());
  account = await anAccount(gateway, 'payram', { baseUrl: await payram.start() });
  url = `${gateway.baseUrl}/api/webhooks/payram/${account}`;
});

async function asked(userId: string) {
  const json = { provider: 'payram', account, userId, amount: '50', currency: 'USD' };
  const { body } = await asService(gateway, '/api/payment-requests', { json });
  return { id: String(body['id']), reference: String(body['reference']) };
}

function held(reference: string, reason: string) {
  return until(`${reference} to be held`, async () => {
    const payment = await paymentBy(gateway, reference);
    return payment.held.join() === reason && payment;
  });
}

it('shows a payment with everything that was told of it, what is open, and the ledger', async () => {
  const { reference } = await asked('shown');
  await payram.tell(url, reference, 'PARTIALLY_FILLED', '20');
  const { id } = await until('the credit', async () => {
    const payment = await paymentBy(gateway, reference);
    return Number(payment.credited) === 20 && payment;
  });
  const { status, body } = await asAdmin(gateway, `/api/admin/payments/${id}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    provider: 'payram',
    account,
    kind: 'payram_payment',
    reference,
    status: 'PARTIALLY_FILLED',
  });
  expect(body).toMatchObject({
    filled: '20',
    credited: '20',
    asset: 'USD',
    userId: 'shown',
    txUrl: null,
    reported: null,
  });
  expect(body['events']).toMatchObject([
    { source: 'request', status: 'OPEN' },
    { source: 'webhook', status: 'PARTIALLY_FILLED', outcome: 'applied' },
    { source: 'check', status: 'PARTIALLY_FILLED' },
  ]);
  expect(body['ledger']).toMatchObject([{ holder: 'user:shown', amount: '20' }, { amount: '-20' }]);
  expect(JSON.stringify(body)).not.toContain(KEY);
});

it('lists payments by what is asked for, newest first, page by page', async () => {
  for (const user of ['listed', 'listed', 'listed']) await asked(user);
  const first = await asAdmin(gateway, '/api/admin/payments?userId=listed&limit=2');
  expect(first.body).toMatchObject({ total: 3 });
  const next = await asAdmin(gateway, `/api/admin/payments?userId=listed&limit=2&cursor=${first.body['nextCursor']}`);
  const ids = [...itemsOf(first), ...itemsOf(next)].map(({ id }) => String(id));
  expect(new Set(ids).size).toBe(3);
  expect(ids).toEqual([...ids].sort().reverse());
  expect(next.body['nextCursor']).toBeNull();
  const none = await asAdmin(gateway, '/api/admin/payments?userId=listed&exception=late&provider=payram&status=OPEN');
  expect(none.body).toMatchObject({ items: [], total: 0 });
  expect((await asAdmin(gateway, '/api/admin/payments?limit=x&kind=y')).status).toBe(400);
  expect((await asAdmin(gateway, '/api/admin/payments/nothing')).body).toMatchObject({ code: 'payment_not_found' });
});

it('lets late money go when a person says so, once, and keeps who it was', async () => {
  const { reference } = await asked('late');
  await payram.tell(url, reference, 'CANCELLED');
  await payram.tell(url, reference, 'FILLED', '50');
  const { id } = await held(reference, 'late');
  const queue = await asAdmin(gateway, '/api/admin/payments/exceptions?exception=late');
  expect(itemsOf(queue)).toMatchObject([{ id, held: ['late'], exceptions: ['late'] }]);
  expect((await asAdmin(gateway, `/api/admin/payments/${id}/accept`, { json: {} })).status).toBe(400);
  const accepted = await asAdmin(gateway, `/api/admin/payments/${id}/accept`, { json: { reason: 'Customer called' } });
  expect(accepted).toMatchObject({ status: 200, body: { credited: '50', exceptions: [], held: [] } });
  expect(accepted.body['history']).toMatchObject([{ code: 'late', closedBy: 'test', note: 'Customer called' }]);
  const again = await asAdmin(gateway, `/api/admin/payments/${id}/accept`, { json: { reason: 'Again' } });
  expect(again).toMatchObject({ status: 409, body: { code: 'payment_has_no_question' } });
  const audit = await asAdmin(gateway, `/api/admin/audit?action=payment.accepted&subjectId=${id}`);
  expect(itemsOf(audit)).toMatchObject([{ details: { reason: 'Customer called', credit: '50' } }]);
});

it('links money of nobody to a request, and credits it then', async () => {
  const reference = 'paid-by-somebody';
  const rest = { invoiceId: null, customerId: 'x', amountUsd: '50', state: 'FILLED' as const, filledUsd: '50' };
  payram.payments.set(reference, { reference, ...rest });
  await tell(gateway, 'payram', account, payram.webhookOf(reference));
  const { id } = await held(reference, 'unlinked');
  const refused = await asAdmin(gateway, `/api/admin/payments/${id}/accept`, { json: { reason: 'No' } });
  expect(refused).toMatchObject({ status: 409, body: { code: 'payment_unlinked' } });
  const taken = await asked('has-paid');
  const link = (requestId: string) =>
    asAdmin(gateway, `/api/admin/payments/${id}/link`, { json: { requestId, reason: 'By the hash they sent' } });
  expect(await link(taken.id)).toMatchObject({ status: 409, body: { code: 'payment_request_taken' } });
  await gateway.source.query('update payment set request_id = null where reference = $1', [taken.reference]);
  expect(await link(taken.id)).toMatchObject({ status: 200, body: { userId: 'has-paid' } });
  expect(await link(taken.id)).toMatchObject({ status: 409, body: { code: 'payment_linked' } });
  await until('the credit', async () => Number((await paymentBy(gateway, reference)).credited) === 50);
});

it('shows no secret of an account, and refuses what is no account', async () => {
  const list = await asAdmin(gateway, '/api/admin/provider-accounts');
  expect(itemsOf(list)).toMatchObject([{ provider: 'payram', account, path: `/api/webhooks/payram/${account}` }]);
  expect(JSON.stringify(list.body)).not.toContain(KEY);
  const make = (json: object) => asAdmin(gateway, '/api/admin/provider-accounts', { json });
  const good = { provider: 'paidlys', account: 'other', name: 'Other', secret: 's' };
  expect(await make(good)).toMatchObject({ status: 201, body: { hasApiToken: false, allowApiKey: false } });
  expect(await make(good)).toMatchObject({ status: 409, body: { code: 'provider_account_exists' } });
  for (const wrong of [
    { provider: 'stripe' },
    { account: 'A B' },
    { secret: '' },
    { fillTolerance: '-1' },
    { recheck: 'never' },
  ]) {
    expect(await make({ ...good, account: 'more', ...wrong })).toMatchObject({
      status: 400,
      body: { code: 'body_invalid' },
    });
  }
  for (const baseUrl of ['ftp://x', 'https://u:p@x.example', 'https://10.0.0.1', 'https://x.example/?a=b', 'x']) {
    expect(await make({ ...good, account: 'more', baseUrl })).toMatchObject({
      status: 400,
      body: { code: 'base_url_invalid' },
    });
  }
  const path = '/api/admin/provider-accounts/paidlys/other';
  expect(await asAdmin(gateway, path, { method: 'PATCH', json: { active: false } })).toMatchObject({
    body: { active: false },
  });
  expect((await tell(gateway, 'paidlys', 'other', '{}')).status).toBe(401);
  expect(await asAdmin(gateway, '/api/admin/provider-accounts/paidlys/nobody')).toMatchObject({ status: 404 });
});

it('keeps the ledger as it is: no entry is changed or removed', async () => {
  for (const sql of ['update ledger_entry set amount = 1', 'delete from ledger_entry', 'truncate ledger_entry']) {
    await expect(gateway.source.query(sql)).rejects.toThrow('stays as it is');
  }
  const sums = await gateway.source.query('select asset, sum(amount)::float as sum from ledger_entry group by asset');
  expect(sums).toEqual([{ asset: 'USD', sum: 0 }]);
});
