import { randomUUID } from 'node:crypto';
import { type Gateway, startGateway } from '../support/app.js';
import { asAdmin } from '../support/http.js';
import { anAccount, paymentBy, tell } from '../support/payments.js';
import { PayramDesk } from '../support/payram-desk.js';
import { SettableClock } from '../support/settable-clock.js';
import { until } from '../support/until.js';

let gateway: Gateway;
let desk: PayramDesk;
const clock = new SettableClock();

beforeAll(async () => {
  gateway = await startGateway({ clock });
  desk = await PayramDesk.of(gateway);
});

it('sums a day up: what was received is linked, waits, is nobody’s or went back, in each asset by itself', async () => {
  clock.move(86_400);
  const day = clock.now().toISOString().slice(0, 10);
  const id = await desk.paid('day-1');
  await desk.act(id, 'refunds', { refundId: 'x', amount: '10', reason: 'x' });
  await desk.late('day-2');
  desk.stray('day-stray', '7');
  await desk.payram.send(desk.url, desk.payram.webhookOf('day-stray'));
  const paidlys = await anAccount(gateway, 'paidlys');
  const deposit = { amount: '3', asset: 'usdt', network: 'trc20usdt', depositAddress: 'T1', hash: 'h1', id: 'a1' };
  await tell(gateway, 'paidlys', paidlys, { ...deposit, status: 'done' });
  await until('the stray payment to be confirmed', async () => {
    return (await paymentBy(gateway, 'day-stray')).held.join() === 'unlinked';
  });
  const { status, body } = await asAdmin(gateway, `/api/admin/payments/balance?day=${day}`);
  expect(status).toBe(200);
  expect(body['items']).toEqual([
    {
      ...{ asset: 'USD', network: null, payments: 3, received: '107', linked: '40', needsReview: '50' },
      ...{ unlinked: '7', reversed: '10', ledger: '40' },
    },
    {
      ...{ asset: 'usdt', network: 'trc20usdt', payments: 1, received: '3', linked: '0', needsReview: '0' },
      ...{ unlinked: '3', reversed: '0', ledger: '0' },
    },
  ]);
  const wrong = await asAdmin(gateway, '/api/admin/payments/balance?day=2026-02-30');
  expect(wrong).toMatchObject({ status: 400, body: { issues: [{ path: 'day' }] } });
});

it('gives the list as CSV, with what may be done', async () => {
  const id = await desk.paid('in-csv');
  const headers = { authorization: `Bearer ${gateway.adminToken}` };
  const response = await fetch(`${gateway.baseUrl}/api/admin/payments?format=csv&userId=in-csv`, { headers });
  const [names, line] = (await response.text()).split('\r\n');
  expect(names).toMatch(/^id,createdAt,provider,account,kind,reference,status,/);
  expect(line).toContain(id);
  expect(line).toContain('""recheck"",""refund"",""claw_back"",""move""');
});

it('adds no lines to the ledger that do not add up to zero', async () => {
  const id = await desk.paid('unbalanced');
  const add = gateway.source.query(
    `insert into ledger_entry (id, payment_id, holder, asset, amount, reason, created_at)
     values ($1, $2, 'user:x', 'USD', 1, 'credit', now())`,
    [randomUUID(), id],
  );
  await expect(add).rejects.toThrow('add up to zero');
});
