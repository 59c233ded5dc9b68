import { PaidlysSimulator } from '../../src/simulators/paidlys-simulator.js';
import { type Gateway, startGateway } from '../support/app.js';
import { inboxOf, inboxWith } from '../support/app-users.js';
import { asAdmin, asService } from '../support/http.js';
import { anAccount, KEY, outcomesOf, type PaymentRecord, paymentBy } from '../support/payments.js';
import { remember } from '../support/started.js';

const ALLOWED = 'TNyG6gPkBsF8S8Sy6deirNCVVydVFTFK7c';
let gateway: Gateway;
let paidlys: PaidlysSimulator;
let account: string;
let url: string;
let serial = 0;

beforeAll(async () => {
  gateway = await startGateway();
  paidlys = new PaidlysSimulator({ publicToken: 'public-token', secretKey: KEY });
  remember(() => paidlys.stop());
  const settings = { baseUrl: await paidlys.start(), apiToken: 'public-token', payoutAddresses: [ALLOWED] };
  account = await anAccount(gateway, 'paidlys', settings);
  url = `${gateway.baseUrl}/api/webhooks/paidlys/${account}`;
});

async function asked(amount = '10.99', currency = 'eur'): Promise<{ id: string; userId: string }> {
  serial += 1;
  const userId = `invoiced-${serial}`;
  const json = { provider: 'paidlys', account, userId, amount, currency };
  const { status, body } = await asService(gateway, '/api/payment-requests', { json });
  if (status !== 201) throw new Error(`The invoice was not made: ${JSON.stringify(body)}`);
  return { id: String(body['reference']), userId };
}

async function told(id: string, ...statuses: string[]): Promise<PaymentRecord> {
  for (const status of statuses) expect(await paidlys.tellInvoice(url, id, status)).toMatchObject({ status: 200 });
  return paymentBy(gateway, id);
}

const entries = (id: string) =>
  gateway.source.query(
    `select l.asset, l.amount::float from ledger_entry l join payment p on p.id = l.payment_id
     where p.reference = $1 and l.amount > 0`,
    [id],
  );

it('makes an invoice with the exact price, and links it by the id that PaidLys answered', async () => {
  const { id } = await asked('10.99', 'EUR');
  expect(paidlys.invoices.get(id)).toBe(
    '{"invoiceCurrency":"eur","items":[{"name":"PayMe","price":10.99}],"isMerchantPaysFee":false}',
  );
  expect(await paymentBy(gateway, id)).toMatchObject({ status: 'created', exceptions: [] });
});

it('settles an invoice for what was asked, once, in any order of its webhooks', async () => {
  const { id, userId } = await asked();
  const payment = await told(id, 'done', 'pending', 'processing', 'created', 'done', 'processing');
  expect(payment).toMatchObject({ status: 'done', exceptions: ['amount_unknown'], held: [] });
  expect(await entries(id)).toEqual([{ asset: 'eur', amount: 10.99 }]);
  await inboxWith(gateway, userId, 1);
});

it('tells the user nothing of an invoice that is short, and settles it when somebody accepts it', async () => {
  const { id, userId } = await asked();
  expect(await told(id, 'pending', 'processing', 'wrong')).toMatchObject({ status: 'wrong', exceptions: ['partial'] });
  expect((await inboxOf(gateway, userId)).items).toEqual([]);
  expect(await entries(id)).toEqual([]);
  const accepted = await told(id, 'done');
  expect(accepted.exceptions).toEqual(['amount_unknown', 'partial', 'short_accepted']);
  expect(await entries(id)).toHaveLength(1);
});

it('stores closed as expired, and holds what is paid after that', async () => {
  const { id } = await asked();
  expect(await told(id, 'pending', 'closed')).toMatchObject({ status: 'expired', exceptions: [] });
  expect(await told(id, 'done')).toMatchObject({
    status: 'done',
    exceptions: ['amount_unknown', 'late'],
    held: ['late'],
  });
  expect(await entries(id)).toEqual([]);
});

it('ends in conflict, with nothing more credited, when done and refunded contradict each other', async () => {
  const { id } = await asked();
  const payment = await told(id, 'pending', 'done', 'refunded');
  expect(payment).toMatchObject({ status: 'done', exceptions: ['amount_unknown', 'conflict'] });
  expect(payment.held).toEqual(['verifying', 'conflict']);
});

const withdrawal = (uid: string, change: object) => ({
  ...{
    type: 'withdrawal',
    status: 'processing',
    asset: 'usdt',
    dchain: 'trc20usdt',
    amount: 5,
    fee: '3.0',
    to: ALLOWED,
  },
  ...{ txHash: '', uid },
  ...change,
});

it.each([
  ['in order', ['', 'https://tronscan.org/#/transaction/1e4c']],
  ['in reverse', ['https://tronscan.org/#/transaction/1e4c', '']],
])('keeps both processing webhooks of a withdrawal, and its hash, %s', async (name, hashes) => {
  const uid = `both-${name}`;
  for (const txHash of hashes) await paidlys.send(url, withdrawal(uid, { txHash }));
  const payment = await paymentBy(gateway, uid);
  expect(payment).toMatchObject({ kind: 'paidlys_withdrawal', status: 'broadcast', exceptions: [] });
  expect(payment.state.facts).toMatchObject({
    txHash: 'https://tronscan.org/#/transaction/1e4c',
    amount: '5',
    fee: '3',
  });
  expect(await outcomesOf(gateway, uid)).toHaveLength(2);
});

it.each([
  ['an address that nobody allowed', [{ to: 'T-elsewhere' }]],
  ['another address than before', [{}, { to: 'T-elsewhere', status: 'done' }]],
  ['another amount than before', [{}, { amount: 6, status: 'done' }]],
  ['rejected after done', [{}, { txHash: 'h' }, { txHash: 'h', status: 'done' }, { status: 'rejected' }]],
])('freezes a withdrawal with %s, and calls somebody', async (name, changes) => {
  const uid = `alarm-${name}`;
  for (const change of changes) expect(await paidlys.send(url, withdrawal(uid, change))).toMatchObject({ status: 200 });
  const payment = await paymentBy(gateway, uid);
  expect(payment.state.frozen).toBe(true);
  expect(pagesOf(payment.id)).toHaveLength(1);
});

function pagesOf(id: string): string[] {
  const lines = gateway.log().split('\n');
  return lines.filter((one) => one.includes('payments.page') && one.includes(id));
}

it('knows a withdrawal that a person accepted: nobody is called for it again, and it goes its way', async () => {
  const uid = 'accepted-by-hand';
  const there = { to: 'T-elsewhere' };
  await paidlys.send(url, withdrawal(uid, there));
  const { id, state } = await paymentBy(gateway, uid);
  expect(state.frozen).toBe(true);
  const json = { reason: 'The owner confirmed it by telephone' };
  expect((await asAdmin(gateway, `/api/admin/payments/${id}/accept`, { json })).status).toBe(200);
  expect(await paymentBy(gateway, uid)).toMatchObject({ status: 'initiated', exceptions: [] });
  await paidlys.send(url, withdrawal(uid, { ...there, txHash: 'h' }));
  await paidlys.send(url, withdrawal(uid, { ...there, txHash: 'h', status: 'done' }));
  expect(await paymentBy(gateway, uid)).toMatchObject({ status: 'done', exceptions: [], state: { frozen: false } });
  expect(pagesOf(id)).toHaveLength(1);
});

it('keeps a deposit to an address that nobody here gave out apart, and credits nobody', async () => {
  const deposit = {
    ...{
      amount: '12.000001',
      asset: 'usdt',
      network: 'trc20usdt',
      depositAddress: 'TG2Q',
      status: 'done',
      id: 'address-1',
    },
    ...{ internal_user_id: 'user1', hash: 'tx-1', feePayer: 'buyer' },
  };
  await paidlys.send(url, deposit);
  await paidlys.send(url, { ...deposit, hash: 'tx-2', amount: 7 });
  const payment = await paymentBy(gateway, 'trc20usdt|tx-1|TG2Q|usdt');
  expect(payment).toMatchObject({ kind: 'paidlys_deposit', status: 'done', exceptions: ['gap', 'unlinked'] });
  expect(payment.state.facts).toMatchObject({ filled: '12.000001', addressId: 'address-1' });
  expect((await paymentBy(gateway, 'trc20usdt|tx-2|TG2Q|usdt')).state.facts).toMatchObject({ filled: '7' });
});
