import { type Gateway, startGateway } from '../support/app.js';
import { asAdmin } from '../support/http.js';
import { anAccount, KEY, type Provider, send, signed, tell } from '../support/payments.js';
import { until } from '../support/until.js';

let gateway: Gateway;
const accounts = new Map<Provider, string>();

beforeAll(async () => {
  gateway = await startGateway();
  for (const provider of ['payram', 'paidlys'] as const) accounts.set(provider, await anAccount(gateway, provider));
});

const accountOf = (provider: Provider) => accounts.get(provider) ?? '';
const headerOf = (provider: Provider) => (provider === 'payram' ? 'x-payram-signature' : 'signature');
const BODIES: Record<Provider, string> = {
  payram: '{"reference_id":"r-1","status":"OPEN","amount":5.0,"timestamp":1789000000}',
  paidlys: '{"invoiceId":"i-1","status":"created","message":"Invoice created"}',
};
const PROVIDERS = ['payram', 'paidlys'] as const;
/** Bodies that a parser and a serialiser would give back otherwise. */
const AWKWARD = [
  '{ "reference_id" : "a" }',
  '{"reference_id":"b","n":5.0}',
  '{"reference_id":"c","n":1e2}',
  '{"reference_id":"d","n":0.123456789012345678}',
  '{"reference_id":"e","n":9007199254740993}',
  '{"reference_id":"f","t":"\\u00e9"}',
  '{"reference_id":"g","t":"é"}',
  '{"reference_id":"h","2":1,"1":2}',
  '{"reference_id":"i","x":1,"x":2}',
  '\r\n{"reference_id":"j"}\n',
  '{"reference_id":"k","t":"\\ud83d\\ude00 <\\/>"}',
  '{"reference_id":"l","t":"\u2028"}',
];

it.each(PROVIDERS.flatMap((provider) => AWKWARD.map((body) => [provider, body] as const)))(
  '%s: takes a signature over the raw bytes %j',
  async (provider, body) => {
    expect(await tell(gateway, provider, accountOf(provider), body)).toMatchObject({ status: 200 });
  },
);

it.each(PROVIDERS)('%s: refuses everything but the right signature with 401', async (provider) => {
  const body = BODIES[provider];
  const header = headerOf(provider);
  const right = signed(provider, body)[header] ?? '';
  const flipped = right.slice(0, -1) + (right.endsWith('0') ? '1' : '0');
  const wrong = [
    ...[
      '',
      'x',
      right.slice(0, -1),
      `${right}0`,
      right.slice(1),
      `${right} ${right}`,
      flipped,
      'z'.repeat(right.length),
    ],
    ...[`sha512=${right}`, `sha256=${right}`, right.replace('sha256=', ''), 'sha256=', '0'.repeat(4_000)],
  ].filter((value) => value !== right);
  for (const value of wrong) {
    const answer = await send(gateway, provider, accountOf(provider), body, { headers: { [header]: value } });
    expect(answer).toMatchObject({ status: 401, body: { code: 'signature_invalid', status: 401 } });
  }
  const twice = await send(gateway, provider, accountOf(provider), body, { headers: { [header]: [right, right] } });
  expect(twice.status).toBe(401);
  expect((await send(gateway, provider, accountOf(provider), body)).status).toBe(401);
});

it('payram: takes lower-case digits only; paidlys: either case, as its pages leave it open', async () => {
  const payram =
    signed('payram', BODIES.payram)['x-payram-signature']?.replace(/[a-f]/g, (one) => one.toUpperCase()) ?? '';
  const refused = await send(gateway, 'payram', accountOf('payram'), BODIES.payram, {
    headers: { 'x-payram-signature': payram },
  });
  expect(refused.status).toBe(401);
  const paidlys = signed('paidlys', BODIES.paidlys)['signature']?.toUpperCase() ?? '';
  const taken = await send(gateway, 'paidlys', accountOf('paidlys'), BODIES.paidlys, {
    headers: { signature: paidlys },
  });
  expect(taken.status).toBe(200);
});

it('payram: takes the API key alone as reported, and never lets it rescue a wrong signature', async () => {
  const account = accountOf('payram');
  const body = '{"reference_id":"by-key","status":"OPEN"}';
  const reported = await send(gateway, 'payram', account, body, { headers: { 'API-Key': KEY } });
  expect(reported).toMatchObject({ status: 200, body: { outcome: 'reported' } });
  for (const key of ['', 'x', `${KEY} `.repeat(2), KEY.slice(1)]) {
    expect((await send(gateway, 'payram', account, body, { headers: { 'API-Key': key } })).status).toBe(401);
  }
  const both = { 'API-Key': KEY, 'x-payram-signature': `sha256=${'0'.repeat(64)}` };
  expect((await send(gateway, 'payram', account, body, { headers: both })).status).toBe(401);
  const empty = { 'API-Key': KEY, 'x-payram-signature': '' };
  expect((await send(gateway, 'payram', account, body, { headers: empty })).status).toBe(401);
});

it('payram: refuses the API key where the account says so', async () => {
  const account = await anAccount(gateway, 'payram', { allowApiKey: false });
  const body = '{"reference_id":"no-key","status":"OPEN"}';
  expect((await send(gateway, 'payram', account, body, { headers: { 'API-Key': KEY } })).status).toBe(401);
  expect((await tell(gateway, 'payram', account, body)).status).toBe(200);
});

it('answers an account that there is not like a wrong signature', async () => {
  for (const account of ['nobody', 'No-Body', '%00', 'x'.repeat(300)]) {
    const answer = await send(gateway, 'payram', account, BODIES.payram, { headers: signed('payram', BODIES.payram) });
    expect(answer).toMatchObject({ status: 401, body: { code: 'signature_invalid' } });
  }
});

it('takes GET with a JSON body at PayRam by the same guard, and reads nothing from the query', async () => {
  const account = accountOf('payram');
  const body = '{"reference_id":"by-get","status":"OPEN"}';
  const taken = await send(gateway, 'payram', account, body, { method: 'GET', headers: signed('payram', body) });
  expect(taken).toMatchObject({ status: 200, body: { message: 'Webhook received successfully', outcome: 'applied' } });
  const query = await send(gateway, 'payram', `${account}?reference_id=q&status=FILLED`, '', { method: 'GET' });
  expect(query.status).toBe(401);
  expect((await send(gateway, 'paidlys', accountOf('paidlys'), body, { method: 'GET' })).status).toBe(404);
});

it('changes keys without a webhook being refused: both are in force until the old one is retired', async () => {
  const account = await anAccount(gateway, 'payram');
  const path = `/api/admin/provider-accounts/payram/${account}`;
  const body = (at: string) => `{"reference_id":"rotation-${at}","status":"OPEN"}`;
  const by = (key: string, at: string) =>
    send(gateway, 'payram', account, body(at), { headers: signed('payram', body(at), key) });
  expect((await by('project-key-2', '0')).status).toBe(401);
  const added = await asAdmin(gateway, `${path}/keys`, { json: { secret: 'project-key-2' } });
  expect(added.status).toBe(201);
  expect((await by('project-key-2', '1')).status).toBe(200);
  expect((await by(KEY, '2')).status).toBe(200);
  const used = await until('both keys to be seen in use', async () => {
    const { body: view } = await asAdmin(gateway, path);
    const keys = view['keys'] as { id: string; lastFour: string; lastUsedAt: string | null }[];
    return keys.every(({ lastUsedAt }) => lastUsedAt !== null) && keys;
  });
  expect(JSON.stringify(used)).not.toContain('project-key');
  const old = used.find(({ lastFour }) => lastFour === 'ey-1')?.id ?? '';
  expect((await asAdmin(gateway, `${path}/keys/${old}`, { method: 'DELETE' })).status).toBe(204);
  expect((await by(KEY, '3')).status).toBe(401);
  expect((await by('project-key-2', '4')).status).toBe(200);
  const last = used.find(({ id }) => id !== old)?.id ?? '';
  const refused = await asAdmin(gateway, `${path}/keys/${last}`, { method: 'DELETE' });
  expect(refused).toMatchObject({ status: 409, body: { code: 'provider_key_last' } });
});

it('counts a key at once that another process has added', async () => {
  const account = await anAccount(gateway, 'paidlys');
  const { url } = gateway.source.options as { url: string };
  const other = await startGateway({ databaseUrl: url });
  expect((await tell(gateway, 'paidlys', account, BODIES.paidlys)).status).toBe(200);
  await asAdmin(other, `/api/admin/provider-accounts/paidlys/${account}/keys`, { json: { secret: 'added-elsewhere' } });
  const body = '{"invoiceId":"i-2","status":"created","message":""}';
  const answer = await send(gateway, 'paidlys', account, body, { headers: signed('paidlys', body, 'added-elsewhere') });
  expect(answer.status).toBe(200);
});

it('reads nothing of a body before its sender is known', async () => {
  const canary = 'canary-77af';
  const bodies = [
    `{"reference_id":"${canary}"`,
    '['.repeat(50_000),
    `{"reference_id":"${canary}","x":"${'y'.repeat(100_000)}"}`,
  ];
  for (const body of bodies) {
    const headers = { 'x-payram-signature': `sha256=${'0'.repeat(64)}` };
    expect((await send(gateway, 'payram', accountOf('payram'), body, { headers })).status).toBe(401);
  }
  expect((await tell(gateway, 'payram', accountOf('payram'), 'x'.repeat(1_048_577))).status).toBe(413);
  expect(gateway.log()).not.toContain(canary);
  expect(gateway.log()).not.toContain(KEY);
});

it('keeps what was refused, with its reason', async () => {
  const account = accountOf('paidlys');
  await send(gateway, 'paidlys', account, 'refused bytes', { headers: { signature: 'no' } });
  const receipts = await until('a receipt', async () => {
    const { body } = await asAdmin(gateway, '/api/admin/receipts?source=paidlys&verdict=unauthenticated');
    const items = body['items'] as Record<string, unknown>[];
    return items.length > 0 && items;
  });
  expect(receipts[0]).toMatchObject({
    reason: 'signature_invalid',
    httpStatus: 401,
    path: `/api/webhooks/paidlys/${account}`,
  });
});

it('refuses a signed body that nobody can read with 400, and keeps it', async () => {
  for (const body of [
    '{"reference_id":',
    '',
    'reference_id=1',
    Buffer.from([0x7b, 0xff, 0x7d]),
    '{"__proto__":{}}',
    `${'['.repeat(100)}${']'.repeat(100)}`,
  ]) {
    const answer = await tell(gateway, 'payram', accountOf('payram'), body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'body_unparseable' } });
    const receipt = await asAdmin(gateway, `/api/admin/receipts/${answer.body['receiptId']}`);
    expect(receipt.body).toMatchObject({ verdict: 'refused', reason: 'body_unparseable', httpStatus: 400 });
  }
});
