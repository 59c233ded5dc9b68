import { PayramSimulator } from '../../src/simulators/payram-simulator.js';
import { type Gateway, startGateway } from '../support/app.js';
import { asAdmin, asService } from '../support/http.js';
import { anAccount, KEY, paymentBy, tell } from '../support/payments.js';
import { SettableClock } from '../support/settable-clock.js';
import { remember } from '../support/started.js';
import { until } from '../support/until.js';

let gateway: Gateway;
let payram: PayramSimulator;
let account: string;
const clock = new SettableClock();

beforeAll(async () => {
  gateway = await startGateway({ clock });
  payram = new PayramSimulator(KEY);
  remember(() => payram.stop());
  account = await anAccount(gateway, 'payram', { baseUrl: await payram.start() });
});

afterEach(() => {
  payram.server.outage = null;
  payram.server.beforeAnswer = async () => undefined;
});

let serial = 0;
function body(change: object = {}): Record<string, unknown> {
  serial += 1;
  return { provider: 'payram', account, userId: `faults-${serial}`, amount: '49.99', currency: 'USD', ...change };
}

const ask = (json: unknown, key?: string) =>
  asService(gateway, '/api/payment-requests', {
    json,
    ...(key !== undefined && { headers: { 'idempotency-key': key } }),
  });

async function requestOf(key: string): Promise<{ id: string; state: string; reference: string | null; error: string }> {
  const [row] = await gateway.source.query('select * from payment_request where call_key = $1', [key]);
  return row;
}

const madeAs = (reference: string) => ({
  ...{ status: 200, json: { reference_id: reference, url: 'https://pay.example/x', host: '' } },
});

it('gives no user a payment that is another user’s already, whatever the provider answers', async () => {
  const owned = body();
  const first = await ask(owned);
  const reference = String(first.body['reference']);
  payram.server.outage = madeAs(reference);
  expect(await ask(body(), 'taken-1')).toMatchObject({ status: 503, body: { code: 'provider_unavailable' } });
  expect(await requestOf('taken-1')).toMatchObject({ state: 'unknown', reference: null, error: 'reference_taken' });
  expect(await paymentBy(gateway, reference)).toMatchObject({ user_id: owned['userId'] });
  expect(gateway.log()).toContain('payments.reference_taken');
});

it('gives no user a payment that a person linked to another request meanwhile', async () => {
  const reference = 'linked-by-hand';
  await tell(gateway, 'payram', account, { reference_id: reference, status: 'OPEN', amount: '49.99', currency: 'USD' });
  payram.server.outage = { status: 500, json: {} };
  await ask(body({ userId: 'found-by-hand' }), 'by-hand-1');
  const { id } = await paymentBy(gateway, reference);
  const json = { requestId: (await requestOf('by-hand-1')).id, reason: 'The customer showed us the transaction' };
  expect((await asAdmin(gateway, `/api/admin/payments/${id}/link`, { json })).status).toBe(200);
  payram.server.outage = madeAs(reference);
  expect((await ask(body(), 'by-hand-2')).status).toBe(503);
  expect(await paymentBy(gateway, reference)).toMatchObject({ user_id: 'found-by-hand' });
});

it.each([
  ['fails', { status: 500, json: {} }],
  ['names another payment', madeAs('too-late')],
])('keeps what was made under a key when the answer of an abandoned call comes at last, and %s', async (how, reply) => {
  const key = `abandoned-${how}`;
  const json = body();
  let isHeld = false;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  payram.server.beforeAnswer = async () => {
    if (isHeld) return;
    isHeld = true;
    await held;
    payram.server.outage = reply;
  };
  const abandoned = ask(json, key);
  await until('the call to be under way', async () => isHeld);
  expect(await ask(json, key)).toMatchObject({ status: 409, body: { code: 'payment_request_in_progress' } });
  clock.move(31);
  const made = await ask(json, key);
  expect(made.status).toBe(201);
  release();
  expect(await abandoned).toMatchObject({ status: 201, body: made.body });
  payram.server.outage = null;
  expect(await ask(json, key)).toMatchObject({ status: 201, body: made.body });
});

it('takes up a call whose process died between PayRam and its own commit', async () => {
  const json = body();
  payram.server.outage = { status: 503, json: {} };
  await ask(json, 'died-1');
  payram.server.outage = null;
  await gateway.source.query(
    `update payment_request set state = 'creating', updated_at = $1 where call_key = 'died-1'`,
    [clock.now()],
  );
  expect((await ask(json, 'died-1')).status).toBe(409);
  clock.move(31);
  expect(await ask(json, 'died-1')).toMatchObject({ status: 201 });
});

it('takes the same members in another order for the same request', async () => {
  const json = body();
  const first = await ask(json, 'order-1');
  const turned = Object.fromEntries(Object.entries(json).toReversed());
  expect(await ask(turned, 'order-1')).toMatchObject({ status: 201, body: first.body });
});

it.each([401, 403, 408, 425, 429, 500, 302])(
  'has the same key tried again after %d, which refuses nothing',
  async (status) => {
    const json = body();
    payram.server.outage = { status, json: {}, headers: { location: 'http://127.0.0.1:1/' } };
    expect(await ask(json, `again-${status}`)).toMatchObject({ status: 503, body: { code: 'provider_unavailable' } });
    payram.server.outage = null;
    expect(await ask(json, `again-${status}`)).toMatchObject({ status: 201 });
  },
);

it.each([
  ['a list', []],
  ['nothing', null],
  ['no reference', { url: 'https://pay.example/x' }],
  ['an object for a reference', { reference_id: { a: 1 }, url: 'https://pay.example/x' }],
  ['a reference beyond all measure', { reference_id: 'r'.repeat(100_000), url: 'https://pay.example/x' }],
  ['a page that is a script', { reference_id: 'r', url: 'data:text/html,x' }],
])('says that PayRam does not answer when it answers with %s', async (_, json) => {
  payram.server.outage = { status: 200, json };
  expect(await ask(body())).toMatchObject({ status: 503, body: { code: 'provider_unavailable' } });
});

it.each([
  ['our own number', (id: string) => id, true],
  ['a number of its own', () => 'inv_xyz456', false],
  ['no number', () => null, null],
])('credits a payment that comes back under %s, and shows whether it is ours', async (_, numberOf, matches) => {
  const made = await ask(body());
  const { id: requestId, reference } = made.body as { id: string; reference: string };
  const payment = payram.set(reference, 'FILLED', '49.99');
  payram.payments.set(reference, { ...payment, invoiceId: numberOf(requestId) });
  await payram.send(`${gateway.baseUrl}/api/webhooks/payram/${account}`, payram.webhookOf(reference));
  const { id } = await until('the credit', async () => {
    const found = await paymentBy(gateway, reference);
    return Number(found.credited) > 0 && found;
  });
  const { body: shown } = await asAdmin(gateway, `/api/admin/payments/${id}`);
  expect(shown).toMatchObject({ exceptions: [], evidence: { numberMatches: matches } });
});
