import { PayramSimulator } from '../../src/simulators/payram-simulator.js';
import { type Gateway, startGateway } from '../support/app.js';
import { leadBody } from '../support/builders.js';
import { asService, call } from '../support/http.js';
import { anAccount, KEY, paymentBy, tell } from '../support/payments.js';
import { remember } from '../support/started.js';
import { until } from '../support/until.js';

let gateway: Gateway;
let payram: PayramSimulator;
let account: string;

beforeAll(async () => {
  gateway = await startGateway();
  payram = new PayramSimulator(KEY);
  remember(() => payram.stop());
  account = await anAccount(gateway, 'payram', { baseUrl: await payram.start() });
});

afterEach(() => {
  payram.server.outage = null;
});

let serial = 0;
function body(change: object = {}): Record<string, unknown> {
  serial += 1;
  return { provider: 'payram', account, userId: `asks-${serial}`, amount: '49.99', currency: 'USD', ...change };
}

const ask = (json: unknown, key?: string) =>
  asService(gateway, '/api/payment-requests', {
    json,
    ...(key !== undefined && { headers: { 'idempotency-key': key } }),
  });

it('makes the payment at PayRam, with the exact amount and our own id, and answers where to pay', async () => {
  const made = await ask(body());
  expect(made.status).toBe(201);
  const { id, reference, url } = made.body as { id: string; reference: string; url: string };
  expect(url).toContain(reference);
  const sent = payram.server.calls.at(-1)?.body ?? '';
  expect(sent).toContain('"amountInUSD":49.99');
  expect(payram.payments.get(reference)).toMatchObject({ amountUsd: '49.99', invoiceId: id });
  expect(await paymentBy(gateway, reference)).toMatchObject({ status: 'OPEN', exceptions: [] });
});

it('answers a repeat under the same key as the first time, and asks PayRam once', async () => {
  const json = body();
  const before = payram.payments.size;
  const first = await ask(json, 'once-1');
  const again = await ask(json, 'once-1');
  expect(again).toMatchObject({ status: 201, body: first.body });
  expect(payram.payments.size).toBe(before + 1);
  expect(await ask(body(), 'once-1')).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } });
});

it('makes one payment of twenty calls at once under one key', async () => {
  const json = body();
  const before = payram.payments.size;
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(json, 'once-20')));
  expect(payram.payments.size).toBe(before + 1);
  expect([...new Set(answers.map(({ status }) => status))].sort()).toEqual(expect.arrayContaining([201]));
  for (const { status, body: answer } of answers.filter((one) => one.status !== 201)) {
    expect([status, answer['code']]).toEqual([409, 'payment_request_in_progress']);
  }
  expect(await ask(json, 'once-20')).toMatchObject({ status: 201 });
});

it('says that PayRam is away, and goes on under the same key when it is back', async () => {
  const json = body();
  payram.server.outage = { status: 503, json: {} };
  const away = await ask(json, 'away-1');
  expect(away).toMatchObject({ status: 503, body: { code: 'provider_unavailable' } });
  expect(away.headers.get('retry-after')).toBe('5');
  payram.server.outage = null;
  expect(await ask(json, 'away-1')).toMatchObject({ status: 201 });
});

it('says that PayRam refused, and says it again', async () => {
  const json = body();
  payram.server.outage = { status: 400, json: { code: 3, message: 'The request is invalid.' } };
  expect(await ask(json, 'refused-1')).toMatchObject({ status: 422, body: { code: 'provider_refused' } });
  payram.server.outage = null;
  expect(await ask(json, 'refused-1')).toMatchObject({ status: 422, body: { code: 'provider_refused' } });
});

it('takes no page to pay at that is no page', async () => {
  payram.server.outage = { status: 200, json: { reference_id: 'x', url: 'javascript:alert(1)', host: '' } };
  expect(await ask(body())).toMatchObject({ status: 503, body: { code: 'provider_unavailable' } });
});

it('finds the user of a payment whose webhook was faster than the answer to our own call', async () => {
  const reference = 'faster-than-we';
  const webhook = {
    reference_id: reference,
    status: 'FILLED',
    amount: '49.99',
    currency: 'USD',
    filled_amount_in_usd: '49.99',
  };
  expect(await tell(gateway, 'payram', account, webhook)).toMatchObject({ status: 200 });
  expect((await paymentBy(gateway, reference)).exceptions).toContain('unlinked');
  payram.payments.set(reference, {
    ...{ reference, invoiceId: null, customerId: 'c', amountUsd: '49.99', state: 'FILLED', filledUsd: '49.99' },
  });
  payram.server.outage = { status: 200, json: { reference_id: reference, url: 'https://pay.example/x', host: '' } };
  expect(await ask(body())).toMatchObject({ status: 201, body: { reference } });
  payram.server.outage = null;
  const payment = await until('the credit', async () => {
    const found = await paymentBy(gateway, reference);
    return Number(found.credited) > 0 && found;
  });
  expect(payment).toMatchObject({ status: 'FILLED', exceptions: [] });
});

it('shows a settled payment on the timeline of its case', async () => {
  const lead = await asService(gateway, '/api/leads', { json: leadBody({ userId: 'has-a-case' }) });
  const leadId = String(lead.body['id']);
  const made = await ask(body({ userId: 'has-a-case', leadId }));
  const reference = String(made.body['reference']);
  await payram.tell(`${gateway.baseUrl}/api/webhooks/payram/${account}`, reference, 'FILLED', '49.99');
  await until('the timeline', async () => {
    const { body: view } = await asService(gateway, `/api/leads/${leadId}`);
    return (view['timeline'] as { type: string }[]).some(({ type }) => type === 'payment.settled');
  });
  const foreign = await ask(body({ leadId }));
  expect(foreign).toMatchObject({ status: 422, body: { code: 'lead_unknown' } });
});

it.each([
  ['another currency', { currency: 'EUR' }, 422, 'currency_unsupported'],
  ['three decimals', { amount: '1.001' }, 422, 'amount_invalid'],
  ['nothing', { amount: '0.00' }, 422, 'amount_invalid'],
  ['a number', { amount: 49.99 }, 400, 'body_invalid'],
  ['an exponent', { amount: '1e5' }, 400, 'body_invalid'],
  ['a negative amount', { amount: '-1' }, 400, 'body_invalid'],
  ['41 digits', { amount: '9'.repeat(41) }, 400, 'body_invalid'],
  ['an account that there is not', { account: 'nobody' }, 422, 'provider_account_unknown'],
  ['another provider', { provider: 'carevalidate' }, 400, 'body_invalid'],
  ['a lead that there is not', { leadId: '01a210b9-9420-733d-822a-0d0ac57e7f5a' }, 422, 'lead_unknown'],
  ['a lead that is none', { leadId: 'x' }, 400, 'body_invalid'],
  ['no user', { userId: '' }, 400, 'body_invalid'],
  ['an unknown member', { cheat: true }, 400, 'body_invalid'],
])('refuses %s with a sentence that helps, and asks nobody', async (_, change, status, code) => {
  const before = payram.server.calls.length;
  const answer = await ask(body(change));
  expect(answer).toMatchObject({ status, body: { code } });
  expect(payram.server.calls).toHaveLength(before);
});

it('is for the app alone', async () => {
  expect((await call(gateway, '/api/payment-requests', { json: body() })).status).toBe(401);
  expect((await ask(body(), ''.padEnd(256, 'k'))).body).toMatchObject({ code: 'idempotency_key_invalid' });
});
