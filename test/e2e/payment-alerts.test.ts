import { PaymentAlertsService } from '../../src/modules/payments/payment-alerts.service.js';
import { itemsOf } from '../support/admin.js';
import { type Gateway, startGateway } from '../support/app.js';
import { asAdmin } from '../support/http.js';
import { anAccount, paymentBy, send, tell } from '../support/payments.js';
import { PayramDesk } from '../support/payram-desk.js';
import { SettableClock } from '../support/settable-clock.js';
import { until } from '../support/until.js';

let gateway: Gateway;
let account: string;
const clock = new SettableClock();

beforeAll(async () => {
  gateway = await startGateway({ clock });
});

beforeEach(async () => {
  account = await anAccount(gateway, 'paidlys');
});

/** What is raised about this account, newest first. */
async function alerts(signal: string, name = account): Promise<Record<string, unknown>[]> {
  const all = itemsOf(await asAdmin(gateway, `/api/admin/alerts?signal=${signal}&limit=200`));
  return all.filter(({ details }) => String((details as { account: string }).account).endsWith(`/${name}`));
}

const look = () => gateway.app.get(PaymentAlertsService).look();

const WITHDRAWAL = { type: 'withdrawal', asset: 'usdt', dchain: 'trc20', amount: 5, fee: '1', to: 'T9' };

it('says at once that money leaves to an address that nobody knows, once', async () => {
  const payout = { ...WITHDRAWAL, uid: `w-${account}` };
  await tell(gateway, 'paidlys', account, { ...payout, status: 'processing', txHash: '' });
  await tell(gateway, 'paidlys', account, {
    ...payout,
    status: 'done',
    txHash: 'https://tronscan.org/#/transaction/1',
  });
  const { id } = await paymentBy(gateway, payout.uid);
  const raised = await alerts('payout_unknown');
  expect(raised).toMatchObject([{ subject: id, state: 'open', partnerId: null }]);
  expect(raised[0]?.['message']).toContain(`see payment ${id}`);
});

it('says at once that two things cannot both be true', async () => {
  const known = await anAccount(gateway, 'paidlys', { payoutAddresses: ['T9'] });
  const payout = { ...WITHDRAWAL, uid: `w-${known}`, txHash: 'https://tronscan.org/#/transaction/2' };
  await tell(gateway, 'paidlys', known, { ...payout, status: 'done' });
  expect(await alerts('payment_contradicts', known)).toEqual([]);
  await tell(gateway, 'paidlys', known, { ...payout, status: 'rejected' });
  expect(await alerts('payment_contradicts', known)).toHaveLength(1);
});

it('says at once that a deposit was frozen after it was done', async () => {
  const deposit = { amount: '3', asset: 'usdt', network: 'trc20usdt', depositAddress: 'T1', hash: account, id: 'a1' };
  await tell(gateway, 'paidlys', account, { ...deposit, status: 'done' });
  await tell(gateway, 'paidlys', account, { ...deposit, status: 'frozen' });
  expect(await alerts('payment_frozen')).toHaveLength(1);
});

it('says after an hour that money is nobody’s, until it is somebody’s', async () => {
  const desk = await PayramDesk.of(gateway);
  const reference = 'stray-alert';
  desk.stray(reference, '50');
  await desk.payram.send(desk.url, desk.payram.webhookOf(reference));
  const { id } = await until('the answer', async () => {
    const payment = await paymentBy(gateway, reference);
    return payment.held.join() === 'unlinked' && payment;
  });
  await look();
  expect(await alerts('payment_unlinked', desk.account)).toEqual([]);
  clock.move(3_601);
  await look();
  await look();
  expect(await alerts('payment_unlinked', desk.account)).toMatchObject([{ subject: id, state: 'open' }]);
  const { id: requestId, reference: asked } = await desk.asked('owner');
  await gateway.source.query('update payment set request_id = null where reference = $1', [asked]);
  await desk.act(id, 'link', { requestId, reason: 'They sent the hash' });
  await look();
  expect(await alerts('payment_unlinked', desk.account)).toMatchObject([{ subject: id, state: 'over' }]);
});

it('says once an hour that signatures of an account do not verify', async () => {
  const forge = () => send(gateway, 'paidlys', account, '{}', { headers: { signature: 'f'.repeat(128) } });
  for (let tries = 0; tries < 19; tries += 1) await forge();
  await look();
  expect(await alerts('signatures_refused')).toEqual([]);
  await forge();
  await look();
  await look();
  expect(await alerts('signatures_refused')).toMatchObject([{ details: { refused: 20 } }]);
});

it('says that a provider that cannot be asked is silent, with the payment that waits longest', async () => {
  for (const invoiceId of ['slow-1', 'slow-2']) {
    await tell(gateway, 'paidlys', account, { invoiceId: `${invoiceId}-${account}`, status: 'pending', message: '' });
  }
  clock.move(86_399);
  await look();
  expect(await alerts('payment_silence')).toEqual([]);
  clock.move(2);
  await look();
  const { id } = await paymentBy(gateway, `slow-1-${account}`);
  expect(await alerts('payment_silence')).toMatchObject([
    { subject: 'paidlys_invoice', details: { count: 2, paymentId: id, limitHours: 24 } },
  ]);
});
