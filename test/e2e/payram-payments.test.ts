import { PaymentChecksService } from '../../src/modules/payments/payment-checks.service.js';
import { PayramSimulator } from '../../src/simulators/payram-simulator.js';
import type { ApiCall } from '../../src/simulators/simulator-server.js';
import { type Gateway, startGateway } from '../support/app.js';
import { inboxOf, inboxWith } from '../support/app-users.js';
import { asAdmin, asService } from '../support/http.js';
import { anAccount, KEY, paymentBy, wasSilentAbout } from '../support/payments.js';
import { SettableClock } from '../support/settable-clock.js';
import { remember } from '../support/started.js';
import { until } from '../support/until.js';

let gateway: Gateway;
let payram: PayramSimulator;
let account: string;
let url: string;
const clock = new SettableClock();
let serial = 0;

beforeAll(async () => {
  gateway = await startGateway({ clock });
  payram = new PayramSimulator(KEY);
  remember(() => payram.stop());
  account = await anAccount(gateway, 'payram', { baseUrl: await payram.start() });
  url = `${gateway.baseUrl}/api/webhooks/payram/${account}`;
});

afterEach(() => {
  payram.server.outage = null;
  payram.server.beforeAnswer = async () => undefined;
});

/** A payment that the app asked for, and whose it is. */
async function asked(amount = '50', more: object = {}): Promise<{ reference: string; userId: string }> {
  serial += 1;
  const userId = `payer-${serial}`;
  const json = { provider: 'payram', account, userId, amount, currency: 'USD', ...more };
  const { status, body } = await asService(gateway, '/api/payment-requests', { json });
  if (status !== 201) throw new Error(`The payment was not made: ${JSON.stringify(body)}`);
  return { reference: String(body['reference']), userId };
}

function creditedIs(reference: string, amount: string) {
  return until(`${amount} to be credited`, async () => {
    const payment = await paymentBy(gateway, reference);
    return Number(payment.credited) === Number(amount) && payment;
  });
}

async function entriesOf(reference: string) {
  return gateway.source.query(
    `select l.holder, l.asset, l.amount::float from ledger_entry l join payment p on p.id = l.payment_id
     where p.reference = $1 order by l.id`,
    [reference],
  );
}

it('credits a paid payment once, after PayRam confirmed it, and tells the user', async () => {
  const { reference, userId } = await asked();
  const answer = await payram.tell(url, reference, 'FILLED', '50');
  expect(answer).toMatchObject({ status: 200, body: { outcome: 'applied' } });
  await creditedIs(reference, '50');
  const [notification] = await inboxWith(gateway, userId, 1);
  expect(notification).toMatchObject({
    type: 'payment.updated',
    text: 'A payment has arrived. Open the app to see it.',
  });
  for (let again = 0; again < 3; again += 1) await payram.send(url, payram.webhookOf(reference));
  expect(await entriesOf(reference)).toEqual([
    { holder: `user:${userId}`, asset: 'USD', amount: 50 },
    { holder: expect.stringMatching(/^provider:/), asset: 'USD', amount: -50 },
  ]);
  expect((await inboxOf(gateway, userId)).items).toHaveLength(1);
});

it('absorbs the same bytes fifty times at once: one event, one effect', async () => {
  const { reference } = await asked();
  payram.set(reference, 'FILLED', '50');
  const body = payram.webhookOf(reference);
  const answers = await Promise.all(Array.from({ length: 50 }, () => payram.send(url, body)));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(answers.filter(({ body: { outcome } }) => outcome === 'applied')).toHaveLength(1);
  expect(answers.filter(({ body: { outcome } }) => outcome === 'duplicate')).toHaveLength(49);
  await creditedIs(reference, '50');
  expect(await entriesOf(reference)).toHaveLength(2);
});

it('credits parts as they come, and the difference only, in any order', async () => {
  const { reference } = await asked();
  payram.set(reference, 'PARTIALLY_FILLED', '20.5');
  const first = payram.webhookOf(reference);
  payram.set(reference, 'FILLED', '50');
  const second = payram.webhookOf(reference);
  await payram.send(url, second);
  await creditedIs(reference, '50');
  const late = await payram.send(url, first);
  expect(late).toMatchObject({ status: 200, body: { outcome: 'stale' } });
  expect(await paymentBy(gateway, reference)).toMatchObject({ status: 'FILLED', exceptions: [] });
  expect(await entriesOf(reference)).toHaveLength(2);
});

it('believes no forged payment that carries the right API key, while PayRam says otherwise', async () => {
  const { reference, userId } = await asked();
  const forged = JSON.stringify({
    reference_id: reference,
    status: 'FILLED',
    amount: '50',
    currency: 'USD',
    filled_amount_in_usd: '50',
  });
  const answer = await payram.send(url, forged, 'api_key');
  expect(answer).toMatchObject({ status: 200, body: { outcome: 'reported' } });
  const payment = await until('PayRam to be asked', async () => {
    const found = await paymentBy(gateway, reference);
    return found.state.reported === null && found;
  });
  expect(payment).toMatchObject({ status: 'OPEN', exceptions: ['unverified'], credited: expect.stringMatching(/^0/) });
  expect(await entriesOf(reference)).toEqual([]);
  expect((await inboxOf(gateway, userId)).items).toEqual([]);
});

it('credits what was reported by the API key alone once PayRam agrees', async () => {
  const { reference } = await asked();
  payram.set(reference, 'FILLED', '50');
  await payram.send(url, payram.webhookOf(reference), 'api_key');
  expect(await creditedIs(reference, '50')).toMatchObject({ status: 'FILLED', exceptions: [] });
});

it('takes PayRam at its word when a signed webhook says more', async () => {
  const { reference } = await asked();
  payram.set(reference, 'FILLED', '50');
  const body = payram.webhookOf(reference);
  payram.set(reference, 'OPEN');
  await payram.send(url, body);
  const payment = await until('PayRam to be asked', async () => {
    const found = await paymentBy(gateway, reference);
    return found.exceptions.includes('conflict') && found;
  });
  expect(payment).toMatchObject({ status: 'OPEN' });
  expect(await entriesOf(reference)).toEqual([]);
});

it.each([
  ['500', { status: 500, json: {} }],
  ['nonsense', { status: 200, json: { paymentState: 'PAID' } }],
])('changes nothing while PayRam answers %s, and asks again by the schedule', async (_, outage) => {
  const { reference } = await asked();
  payram.set(reference, 'FILLED', '50');
  payram.server.outage = outage;
  await payram.send(url, payram.webhookOf(reference));
  const { id, ...payment } = await paymentBy(gateway, reference);
  expect(payment).toMatchObject({ status: 'FILLED', held: ['unconfirmed'] });
  await until('PayRam to be silent', async () => wasSilentAbout(gateway, id));
  expect(await entriesOf(reference)).toEqual([]);
  payram.server.outage = null;
  clock.move(200);
  await gateway.app.get(PaymentChecksService).checkDue();
  await creditedIs(reference, '50');
});

it('drops an answer when the payment moved while it was asked about, and asks again', async () => {
  const { reference } = await asked();
  payram.set(reference, 'PARTIALLY_FILLED', '20');
  const first = payram.webhookOf(reference);
  payram.set(reference, 'FILLED', '50');
  const second = payram.webhookOf(reference);
  const isAsked = (call: ApiCall) => call.method === 'GET' && call.path.endsWith(reference);
  let overtaken = false;
  payram.server.beforeAnswer = async (call) => {
    if (!isAsked(call) || overtaken) return;
    overtaken = true;
    await payram.send(url, second);
  };
  await payram.send(url, first);
  expect(await creditedIs(reference, '50')).toMatchObject({ status: 'FILLED', exceptions: [] });
  expect(payram.server.calls.filter(isAsked).length).toBeGreaterThan(1);
  expect(await entriesOf(reference)).toHaveLength(2);
});

it('finds by itself what no webhook brought', async () => {
  const { reference, userId } = await asked();
  payram.set(reference, 'FILLED', '50');
  clock.move(200);
  await gateway.app.get(PaymentChecksService).checkDue();
  expect(await creditedIs(reference, '50')).toMatchObject({ status: 'FILLED', exceptions: ['gap'] });
  await inboxWith(gateway, userId, 1);
  expect(gateway.log()).toContain('payments.webhook_missed');
});

it('holds money that came after the link ran out, and marks what is over', async () => {
  const late = await asked();
  await payram.tell(url, late.reference, 'CANCELLED');
  await payram.tell(url, late.reference, 'FILLED', '50');
  const held = await until('PayRam to be asked', async () => {
    const found = await paymentBy(gateway, late.reference);
    return found.held.join() === 'late' && found;
  });
  expect(held).toMatchObject({ status: 'FILLED', exceptions: ['late'] });
  expect(await entriesOf(late.reference)).toEqual([]);
  const over = await asked();
  await payram.tell(url, over.reference, 'OVER_FILLED', '60');
  expect(await creditedIs(over.reference, '60')).toMatchObject({ exceptions: ['over'] });
});

it('holds late money, and credits an early part, when only PayRam itself tells of the end of a link', async () => {
  const [late, part] = [await asked(), await asked()];
  const askPayram = async () => {
    clock.move(90_000);
    await gateway.app.get(PaymentChecksService).checkDue();
  };
  payram.set(late.reference, 'CANCELLED');
  payram.set(part.reference, 'CANCELLED', '20');
  await askPayram();
  expect(await paymentBy(gateway, part.reference)).toMatchObject({ status: 'CANCELLED', exceptions: ['partial'] });
  await creditedIs(part.reference, '20');
  payram.set(late.reference, 'FILLED', '50');
  payram.set(part.reference, 'CANCELLED', '35');
  await askPayram();
  expect(await paymentBy(gateway, late.reference)).toMatchObject({ exceptions: ['gap', 'late'], held: ['late'] });
  expect(await entriesOf(late.reference)).toEqual([]);
  const { id } = await paymentBy(gateway, part.reference);
  const json = { reason: 'The customer topped up' };
  expect((await asAdmin(gateway, `/api/admin/payments/${id}/accept`, { json })).status).toBe(200);
  await creditedIs(part.reference, '35');
});

it('holds what is filled with another amount than was asked', async () => {
  const { reference } = await asked();
  await payram.tell(url, reference, 'FILLED', '49');
  const payment = await until('the mismatch', async () => {
    const found = await paymentBy(gateway, reference);
    return found.held.join() === 'amount_mismatch' && found;
  });
  expect(payment.exceptions).toEqual(['amount_mismatch']);
  expect(await entriesOf(reference)).toEqual([]);
});

it('keeps an authentic payment that nobody here asked for apart, and credits nobody', async () => {
  const body = JSON.stringify({
    reference_id: 'somebody-elses',
    status: 'FILLED',
    amount: '9',
    filled_amount_in_usd: '9',
    currency: 'USD',
  });
  expect(await payram.send(url, body)).toMatchObject({ status: 200, body: { outcome: 'applied' } });
  expect(await paymentBy(gateway, 'somebody-elses')).toMatchObject({ exceptions: ['gap', 'unlinked'] });
  expect(await entriesOf('somebody-elses')).toEqual([]);
});
