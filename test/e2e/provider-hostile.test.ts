import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type Gateway, startGateway } from '../support/app.js';
import { asAdmin } from '../support/http.js';
import { anAccount, KEY, paymentBy, signed, tell } from '../support/payments.js';

let gateway: Gateway;
let payram: string;
let paidlys: string;

beforeAll(async () => {
  gateway = await startGateway();
  payram = await anAccount(gateway, 'payram');
  paidlys = await anAccount(gateway, 'paidlys');
});

afterAll(() => {
  expect(gateway.log()).not.toContain('webhook.failed');
});

const filled = (reference: string, amount: string) =>
  `{"reference_id":"${reference}","status":"FILLED","filled_amount_in_usd":${amount}}`;
const LARGEST = `${'9'.repeat(20)}.${'9'.repeat(18)}`;

it.each([
  ['a byte-order mark', '\ufeff{"reference_id":"bom","status":"OPEN"}', 'applied'],
  ['a NUL in a reference', '{"reference_id":"a\\u0000b","status":"OPEN"}', 'quarantined'],
  ['a NUL in a status', '{"reference_id":"nul","status":"OPEN\\u0000"}', 'quarantined'],
  ['half a character in a reference', '{"reference_id":"half\\ud800","status":"OPEN"}', 'quarantined'],
  ['half a character for a name', '{"reference_id":"half-name","status":"OPEN","\\ud800":1}', 'applied'],
  ['an exponent', filled('exponent', '1e5'), 'verifying'],
  ['minus nothing', filled('minus', '-0'), 'verifying'],
  ['40 digits', filled('digits', '9'.repeat(40)), 'verifying'],
  ['a number that is infinite', filled('infinite', '1e999999999'), 'verifying'],
  ['an object for an amount', filled('object', '{"a":1}'), 'verifying'],
  ['a list for an amount', filled('list', '["50"]'), 'verifying'],
  ['the largest amount', filled('largest', `"${LARGEST}"`), 'applied'],
  [
    'an object for a status beside an older one',
    '{"reference_id":"s1","status":{},"payment_state":"FILLED"}',
    'verifying',
  ],
  ['a number for a status', '{"reference_id":"s2","status":5}', 'quarantined'],
  ['a status that nobody knows', '{"reference_id":"s3","status":"SETTLED"}', 'quarantined'],
  ['a name twice', '{"reference_id":"d1","status":"OPEN","status":"FILLED"}', 'quarantined'],
  ['a name twice, once escaped', '{"reference_id":"d2","status":"OPEN","\\u0073tatus":"FILLED"}', 'quarantined'],
  ['a name twice further in', '{"reference_id":"d3","status":"OPEN","x":{"a":1,"a":2}}', 'quarantined'],
  ['a list of payments', '[{"reference_id":"l1","status":"FILLED"}]', 'quarantined'],
  ['a text', '"FILLED"', 'quarantined'],
  ['nothing', 'null', 'quarantined'],
  ['a reference that is a path', '{"reference_id":"..","status":"OPEN"}', 'applied'],
  ['a reference of 1,500 bytes', `{"reference_id":"${'€'.repeat(500)}","status":"OPEN"}`, 'applied'],
  ['a reference beyond that', `{"reference_id":"${'€'.repeat(501)}","status":"OPEN"}`, 'quarantined'],
  [
    'transfers that are none',
    '{"reference_id":"t1","status":"OPEN","payment_info":[null,5,{"transaction_hash":{}}]}',
    'applied',
  ],
  ['a time of the far future', '{"reference_id":"t2","status":"OPEN","timestamp":9999999999}', 'applied'],
  ['confirmations beyond all measure', '{"reference_id":"c1","status":"OPEN","confirmation_current":1e99}', 'applied'],
  ['half a mebibyte of escapes', `{"reference_id":"e1","status":"OPEN","x":"${'\\n'.repeat(500_000)}"}`, 'applied'],
  ['a payout without a name', '{"event_type":"payout.","payout_id":"p1"}', 'quarantined'],
  ['a payout without an id', '{"event_type":"payout.sent"}', 'quarantined'],
])('payram: keeps %s, credits nothing and never fails', async (_, body, outcome) => {
  const answer = await tell(gateway, 'payram', payram, body);
  expect(answer).toMatchObject({ status: 200, body: { outcome, receiptId: expect.any(String) } });
});

it('keeps the largest amount digit by digit', async () => {
  await tell(gateway, 'payram', payram, filled('digits-kept', `"${LARGEST}"`));
  expect(await paymentBy(gateway, 'digits-kept')).toMatchObject({ filled: LARGEST });
});

/** Hard to compress: an index cannot make it short. */
const odd = (seed: number) =>
  Array.from({ length: 500 }, (_, at) => String.fromCharCode(0x4e00 + ((at * 7_919 * seed) % 20_000))).join('');

it.each([
  ['names as long as they may be', { depositAddress: odd(1), asset: odd(2), network: odd(3), hash: odd(5) }, 'applied'],
  ['a deposit of a dust', { depositAddress: 'A', asset: 'btc', network: 'btc', hash: 'h', amount: 1e-7 }, 'verifying'],
  ['a withdrawal of an object', { type: 'withdrawal', uid: 'w1', amount: {} }, 'quarantined'],
  ['a withdrawal to a list', { type: 'withdrawal', uid: 'w2', to: ['x'], status: 'processing' }, 'verifying'],
  ['a withdrawal of nobody', { type: 'withdrawal' }, 'quarantined'],
  ['a list for a status', { invoiceId: 'i1', status: ['done'] }, 'quarantined'],
  ['an object for an id', { invoiceId: { a: 1 }, status: 'done' }, 'quarantined'],
])('paidlys: keeps %s, credits nothing and never fails', async (_, members, outcome) => {
  const body = 'depositAddress' in members ? { status: 'done', amount: '1', ...members } : members;
  expect(await tell(gateway, 'paidlys', paidlys, body)).toMatchObject({ status: 200, body: { outcome } });
});

it('names one deposit the same however long its names are, and two of them differently', async () => {
  const deposit = { depositAddress: odd(7), asset: odd(2), network: odd(3), hash: odd(5), status: 'done' };
  const before = await deposits();
  await tell(gateway, 'paidlys', paidlys, { ...deposit, amount: '1' });
  await tell(gateway, 'paidlys', paidlys, { ...deposit, amount: '1', message: 'again' });
  await tell(gateway, 'paidlys', paidlys, { ...deposit, hash: odd(11), amount: '1' });
  expect((await deposits()) - before).toBe(2);
});

async function deposits(): Promise<number> {
  const [row] = await gateway.source.query<{ count: number }[]>(
    "select count(*)::integer from payment where kind = 'paidlys_deposit'",
  );
  return row?.count ?? 0;
}

type Raw = {
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
};

/** Sends a call in pieces of seven bytes when it is chunked; answers its status and what it says. */
function raw(
  path: string,
  { method = 'POST', headers = {}, body = '' }: Raw,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const call = httpRequest(`${gateway.baseUrl}${path}`, { method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    call.on('error', reject);
    if ('transfer-encoding' in headers) for (let at = 0; at < body.length; at += 7) call.write(body.slice(at, at + 7));
    call.end('transfer-encoding' in headers ? undefined : body);
  });
}

const BODY = '{"reference_id":"by-http","status":"OPEN"}';
const SIGNED = signed('payram', BODY);
const SIGNATURE = SIGNED['x-payram-signature'] ?? '';
const CHUNKED = { 'transfer-encoding': 'chunked' };
const TEST_CALL = { 'x-webhook-test': 'true' };
const full = (bytes: number) => `{"reference_id":"full","status":"OPEN","x":"${'y'.repeat(bytes - 46)}"}`;

it.each([
  ['compressed', { headers: { ...SIGNED, 'content-encoding': 'gzip' }, body: gzipSync(BODY) }, 415],
  ['said to be as it is', { headers: { ...SIGNED, 'content-encoding': 'identity' }, body: BODY }, 200],
  ['in pieces', { headers: { ...SIGNED, ...CHUNKED }, body: BODY }, 200],
  ['GET in pieces', { method: 'GET', headers: { ...SIGNED, ...CHUNKED }, body: BODY }, 200],
  ['GET without a body', { method: 'GET', headers: SIGNED }, 401],
  ['PUT', { method: 'PUT', headers: SIGNED, body: BODY }, 404],
  [
    'a form, as it says',
    { headers: { ...SIGNED, 'content-type': 'application/x-www-form-urlencoded' }, body: BODY },
    200,
  ],
  ['signed twice', { headers: { 'x-payram-signature': [SIGNATURE, SIGNATURE] }, body: BODY }, 401],
  ['with two keys', { headers: { 'api-key': [KEY, KEY] }, body: BODY }, 401],
  ['a test, unsigned', { headers: TEST_CALL, body: BODY }, 200],
  ['a test, wrongly signed', { headers: { ...TEST_CALL, 'x-payram-signature': 'sha256=00' }, body: BODY }, 200],
  ['a test that is no JSON', { headers: TEST_CALL, body: Buffer.from([255, 254]) }, 200],
  ['nearly a test', { headers: { 'x-webhook-test': 'TRUE' }, body: BODY }, 401],
  ['a ping that is something else, too', { body: '{"event_type":"payout.ping","event_type":"x"}' }, 401],
  ['a mebibyte', { headers: signed('payram', full(1_048_576)), body: full(1_048_576) }, 200],
  ['a byte more', { headers: signed('payram', full(1_048_577)), body: full(1_048_577) }, 413],
] as const)('answers a call that is %s', async (_, call, status) => {
  expect((await raw(`/api/webhooks/payram/${payram}`, call as Raw)).status).toBe(status);
});

it.each(['%zz', '%E0%A4%A', '%00', '..%2f', 'A'.repeat(5_000)])('answers the account %s with 4xx', async (account) => {
  const { status } = await raw(`/api/webhooks/payram/${account}`, { headers: SIGNED, body: BODY });
  expect([400, 401]).toContain(status);
});

it('lets no header stand in for a signature at a provider that signs what it sends', async () => {
  const path = `/api/admin/provider-accounts/paidlys/${paidlys}`;
  const changed = await asAdmin(gateway, path, { method: 'PATCH', json: { staticHeader: 'x-secret' } });
  expect(changed).toMatchObject({ status: 422, body: { code: 'static_header_unsupported' } });
  const body = '{"invoiceId":"by-header","status":"done"}';
  expect((await raw(`/api/webhooks/paidlys/${paidlys}`, { headers: { 'x-secret': KEY }, body })).status).toBe(401);
});

it('takes the header away again where a sender has come to sign', async () => {
  const json = { provider: 'carevalidate', account: 'cv', name: 'CV', secret: KEY, staticHeader: 'X-Secret' };
  expect((await asAdmin(gateway, '/api/admin/provider-accounts', { json })).body).toMatchObject({
    staticHeader: 'x-secret',
  });
  const change = { method: 'PATCH', json: { staticHeader: null } };
  const changed = await asAdmin(gateway, '/api/admin/provider-accounts/carevalidate/cv', change);
  expect(changed).toMatchObject({ status: 200, body: { staticHeader: null } });
});
