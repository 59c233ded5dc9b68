import { PayramSimulator } from '../../src/simulators/payram-simulator.js';
import { type Gateway, startGateway } from '../support/app.js';
import { asAdmin, asService } from '../support/http.js';
import { anAccount, send, signed } from '../support/payments.js';
import { remember } from '../support/started.js';
import { until } from '../support/until.js';

const PROJECT_KEY = 'canary-project-key-5b1f';
const ROTATED_KEY = 'canary-rotated-key-9c2e';
const SECRET_KEY = 'canary-secret-key-71aa';
const PUBLIC_TOKEN = 'canary-public-token-0d44';
const EMAIL = 'canary.payer.3f8e@example.org';
const NAME = 'Canary Payerson';
const SECRETS = [PROJECT_KEY, ROTATED_KEY, SECRET_KEY, PUBLIC_TOKEN];

let gateway: Gateway;
let payram: PayramSimulator;
/** Everything that was answered. */
const answered: string[] = [];

beforeAll(async () => {
  gateway = await startGateway();
  payram = new PayramSimulator(PROJECT_KEY);
  remember(() => payram.stop());
});

const kept = async (answer: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = await answer;
  answered.push(JSON.stringify(body));
  return { status, body: body as Record<string, unknown> };
};

const webhook = (reference: string, status: string) =>
  JSON.stringify({
    ...{ reference_id: reference, status, amount: '50', currency: 'USD', filled_amount_in_usd: '50' },
    ...{ customer_email: EMAIL, customer_name: NAME, timestamp: 1_789_000_000 },
  });

/** Every row of every table, as text; bytes as hexadecimal digits. */
async function everythingStored(): Promise<string> {
  const tables = await gateway.source.query<{ name: string }[]>(
    `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const rows: string[] = [];
  for (const { name } of tables) {
    for (const { row } of await gateway.source.query<{ row: string }[]>(`select t::text as row from ${name} t`))
      rows.push(row);
  }
  return rows.join('\n');
}

it('lets no key, token or e-mail address out: into no log, no answer, and no column in the clear', async () => {
  const account = await anAccount(gateway, 'payram', { baseUrl: await payram.start(), secret: PROJECT_KEY });
  const paidlys = await anAccount(gateway, 'paidlys', {
    secret: SECRET_KEY,
    apiToken: PUBLIC_TOKEN,
    baseUrl: 'https://127.0.0.1:1',
  });
  const path = `/api/admin/provider-accounts/payram/${account}`;
  await kept(asAdmin(gateway, `${path}/keys`, { json: { secret: ROTATED_KEY } }));
  await kept(asAdmin(gateway, `${path}/keys`, { json: { secret: PROJECT_KEY } }));
  await kept(asAdmin(gateway, path));
  await kept(asAdmin(gateway, '/api/admin/provider-accounts'));
  const json = { provider: 'payram', account, userId: 'canary-user', amount: '50', currency: 'USD', email: EMAIL };
  const made = await kept(asService(gateway, '/api/payment-requests', { json }));
  expect(made.status).toBe(201);
  const reference = String(made.body['reference']);
  const asked = { ...json, provider: 'paidlys', account: paidlys, currency: 'usd', description: NAME };
  expect((await kept(asService(gateway, '/api/payment-requests', { json: asked }))).status).toBe(503);
  await kept(asService(gateway, '/api/payment-requests', { json: { ...json, amount: 'x' } }));
  const body = webhook(reference, 'FILLED');
  const calls: [body: string, headers: Record<string, string>, status: number][] = [
    [body, signed('payram', body, ROTATED_KEY), 200],
    [webhook('canary-orphan', 'SETTLED'), { 'api-key': PROJECT_KEY }, 200],
    [body, { 'api-key': `${PROJECT_KEY}x` }, 401],
    [body, { 'x-payram-signature': PROJECT_KEY, 'api-key': PROJECT_KEY }, 401],
    [body.slice(0, -2), signed('payram', body.slice(0, -2), PROJECT_KEY), 400],
    [`[${body},{"__proto__":"${EMAIL}"}]`, signed('payram', `[${body},{"__proto__":"${EMAIL}"}]`, PROJECT_KEY), 400],
    [body, { 'x-webhook-test': 'true' }, 200],
  ];
  for (const [bytes, headers, status] of calls) {
    expect(await kept(send(gateway, 'payram', account, bytes, { headers }))).toMatchObject({ status });
  }
  payram.server.outage = { status: 500, json: { error: { message: `${EMAIL} ${PROJECT_KEY}` } } };
  await kept(asService(gateway, '/api/payment-requests', { json }));
  await until('the refused calls to be kept', async () => {
    const { body: receipts } = await asAdmin(gateway, '/api/admin/receipts?source=payram&verdict=unauthenticated');
    return (receipts['items'] as unknown[]).length === 2;
  });
  for (const list of ['receipts', 'payments', 'payments/exceptions', 'audit'])
    await kept(asAdmin(gateway, `/api/admin/${list}`));
  const stored = await everythingStored();
  expect(stored).toContain('canary-user');
  for (const text of [gateway.log(), answered.join('\n'), stored]) {
    for (const canary of [...SECRETS, EMAIL, NAME]) {
      expect(text.includes(canary)).toBe(false);
      expect(text.includes(Buffer.from(canary).toString('hex'))).toBe(false);
    }
  }
});
