import { type Gateway, startGateway } from '../support/app.js';
import { asAdmin } from '../support/http.js';
import { anAccount, outcomesOf, type Provider, paymentBy, sample, tell } from '../support/payments.js';

let gateway: Gateway;
const accounts = new Map<Provider, string>();

beforeAll(async () => {
  gateway = await startGateway();
  for (const provider of ['payram', 'paidlys'] as const) accounts.set(provider, await anAccount(gateway, provider));
});

/** Sends a sample of the provider's own pages, signed; answers what came of it. */
async function sent(provider: Provider, body: string | Buffer): Promise<string> {
  const answer = await tell(gateway, provider, accounts.get(provider) ?? '', body);
  expect(answer).toMatchObject({ status: 200, body: { message: 'Webhook received successfully' } });
  const receipt = await asAdmin(gateway, `/api/admin/receipts/${answer.body['receiptId']}`);
  expect(receipt.body).toMatchObject({ verdict: 'accepted', httpStatus: 200, outcome: answer.body['outcome'] });
  return String(answer.body['outcome']);
}

it.each([
  ['webhook.payment-filled.current', '3f1c1e7a-...', 'applied', { status: 'FILLED' }],
  ['webhook.payment-filled.openapi-current', 'ref_123', 'applied', { status: 'FILLED' }],
  ['webhook.payment-open.legacy-gitbook', 'fdsfds', 'applied', { status: 'OPEN' }],
])('payram: %s', async (name, reference, outcome, payment) => {
  expect(await sent('payram', sample('payram', name))).toBe(outcome);
  expect(await paymentBy(gateway, reference)).toMatchObject({
    ...payment,
    exceptions: expect.arrayContaining(['unlinked']),
  });
});

it('payram: the older sample with numbers says the same as the current one with strings', async () => {
  expect(await sent('payram', sample('payram', 'webhook.payment-filled.openapi-2025-12'))).toBe('verifying');
  const payment = await paymentBy(gateway, 'ref_123');
  expect(payment.state.facts).toMatchObject({ amount: '49.99', filledUsd: '49.99', currency: 'USDC' });
});

it.each([
  ['webhook.payment-confirmed.widget-guide.unreliable', 'quarantined'],
  ['webhook.payment-filled.legacy-gitbook.partial', 'quarantined'],
  ['webhook.shopify-readme', 'quarantined'],
  ['webhook.payout-ping', 'ignored'],
  ['webhook.payout.observed-fields', 'applied'],
])('payram: %s is kept and credits nothing', async (name, outcome) => {
  expect(await sent('payram', sample('payram', name))).toBe(outcome);
  expect(await gateway.source.query('select count(*)::integer as entries from ledger_entry')).toEqual([{ entries: 0 }]);
});

it('paidlys: the invoice samples, in the order of their page, end in conflict: no provider may send all of them', async () => {
  const id = '96850db7-41dd-4ce7-bacd-10371f96100a';
  const names = ['created', 'pending', 'processing', 'done', 'wrong', 'refunded', 'closed'];
  for (const name of names) await sent('paidlys', sample('paidlys', `webhook.invoice-${name}`));
  expect(await outcomesOf(gateway, id)).toEqual([...Array(4).fill('applied'), ...Array(3).fill('verifying')]);
  const payment = await paymentBy(gateway, id);
  expect(payment).toMatchObject({ status: 'done', exceptions: ['amount_unknown', 'conflict', 'late', 'unlinked'] });
});

it('paidlys: the withdrawal samples are of an address that nobody allowed, so each freezes and calls', async () => {
  for (const name of ['processing-1', 'processing-2', 'done', 'rejected']) {
    expect(await sent('paidlys', sample('paidlys', `webhook.withdrawal-${name}`))).toBe('verifying');
  }
  const payment = await paymentBy(gateway, '156-77704488');
  expect(payment).toMatchObject({ status: null, exceptions: ['unlinked'], state: { frozen: true } });
});

it('paidlys: a deposit of the template', async () => {
  const text = sample('paidlys', 'webhook.static-deposit.template').toString();
  const values: Record<string, string> = { '%processing/done/failed/frozen%': 'processing', '%deposited_amount%': '5' };
  const body = text.replace(/%[^"]+%/g, (place) => values[place] ?? place.replaceAll('%', ''));
  expect(await sent('paidlys', body)).toBe('applied');
});

const UNTOLD = [
  'NaN',
  'Infinity',
  '1e5',
  '-1',
  '0x10',
  '1_0',
  '.5',
  '5.',
  ' ',
  '1,000',
  '9'.repeat(41),
  `0.1${'0'.repeat(40)}`,
];

it.each([
  ...UNTOLD.map((amount) => [`the amount ${JSON.stringify(amount)}`, { filled_amount_in_usd: amount }]),
  ...[[], {}, true, [5]].map((amount) => [`the amount ${JSON.stringify(amount)}`, { amount }]),
] as [string, object][])('payram: %s is kept, flagged and never credited', async (name, change) => {
  const reference = `bad ${name}`;
  const body = JSON.stringify({ reference_id: reference, status: 'FILLED', currency: 'USD', ...change });
  expect(await sent('payram', body)).toBe('verifying');
  expect(await paymentBy(gateway, reference)).toMatchObject({
    status: null,
    exceptions: ['amount_mismatch', 'unlinked'],
  });
});

it.each([
  ['a number with an exponent', '1e5'],
  ['a negative number', '-1'],
  ['a number of 41 digits', '0.10000000000000000000000000000000000000001'],
])('payram: %s, told as a number, is kept, flagged and never credited', async (name, literal) => {
  const reference = `bad ${name}`;
  const body = `{"reference_id":"${reference}","status":"FILLED","filled_amount_in_usd":${literal}}`;
  expect(await sent('payram', body)).toBe('verifying');
  expect((await paymentBy(gateway, reference)).filled).toBeNull();
});

it.each(['0.100000000000000001', '9007199254740993', '99999999999999999999.999999999999999999'])(
  'payram: the number %s keeps every digit, on the wire, in the database, and in what it answers',
  async (literal) => {
    const reference = `exact ${literal}`;
    await sent(
      'payram',
      `{"reference_id":"${reference}","status":"PARTIALLY_FILLED","filled_amount_in_usd":${literal}}`,
    );
    const payment = await paymentBy(gateway, reference);
    expect(payment.state.facts['filledUsd']).toBe(literal);
    expect(payment.filled?.replace(/\.?0+$/, (zeros) => (payment.filled?.includes('.') ? '' : zeros))).toBe(literal);
  },
);

it.each([
  ['an unknown state', '{"reference_id":"u1","status":"SETTLED"}'],
  ['no state', '{"reference_id":"u2"}'],
  ['a state of another type', '{"reference_id":"u3","status":{"a":1}}'],
  ['two states that differ', '{"reference_id":"u4","status":"OPEN","payment_state":"FILLED"}'],
  ['a reference of another type', '{"reference_id":["x"],"status":"OPEN"}'],
  ['a repeated member', '{"reference_id":"u5","status":"OPEN","status":"FILLED"}'],
  ['a list', '[{"reference_id":"u6","status":"FILLED"}]'],
  ['null', 'null'],
  ['a text', '"FILLED"'],
  ['nothing of use', '{}'],
  ['half a character', '{"reference_id":"\\ud800","status":"FILLED"}'],
  ['NUL', '{"reference_id":"a\\u0000b","status":"FILLED"}'],
  ['an endless reference', `{"reference_id":"${'r'.repeat(100_000)}","status":"FILLED"}`],
])('payram: %s is kept, answered with 200, and moves nothing', async (_, body) => {
  expect(['quarantined', 'verifying']).toContain(await sent('payram', body));
  const rows = await gateway.source.query(
    "select count(*)::integer as moved from payment where reference like 'u%' and status is not null",
  );
  expect(rows).toEqual([{ moved: 0 }]);
});

it('paidlys: a hash that is a script is kept as text', async () => {
  const text = sample('paidlys', 'webhook.withdrawal-processing-2').toString();
  const body = text.replace(/"txHash": "[^"]+"/, '"txHash": "javascript:alert(1)"').replace('156-77704488', 'script');
  await sent('paidlys', body);
  expect((await paymentBy(gateway, 'script')).state.facts).toMatchObject({ txHash: 'javascript:alert(1)' });
});

it('stays sound: no accident was logged', () => {
  expect(gateway.log()).not.toContain('webhook.failed');
});
