import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PaymentChecksService } from '../../src/modules/payments/payment-checks.service.js';
import { PayramSimulator } from '../../src/simulators/payram-simulator.js';
import { type Gateway, startGateway } from '../support/app.js';
import { asAdmin, asService } from '../support/http.js';
import { anAccount, KEY, paymentBy, send, signed } from '../support/payments.js';
import { remember } from '../support/started.js';
import { until } from '../support/until.js';

const PAYMENTS = 25;
/** Two processes and fifty looks at once are much for a small machine. */
const LIMIT_MS = 45_000;

let gateway: Gateway;
/** Another process of the same installation. */
let other: Gateway;
let payram: PayramSimulator;
let account: string;

beforeAll(async () => {
  gateway = await startGateway();
  const { url: databaseUrl } = gateway.source.options as { url: string };
  other = await startGateway({ databaseUrl });
  payram = new PayramSimulator(KEY);
  remember(() => payram.stop());
  account = await anAccount(gateway, 'payram', { baseUrl: await payram.start() });
});

async function asked(userId: string): Promise<string> {
  const json = { provider: 'payram', account, userId, amount: '50', currency: 'USD' };
  return String((await asService(gateway, '/api/payment-requests', { json })).body['reference']);
}

/** As the other process may be told it, too; again when it says so, as PayRam does. */
async function tell(to: Gateway, body: string): Promise<{ status: number }> {
  for (;;) {
    const answer = await send(to, 'payram', account, body, { headers: signed('payram', body) });
    if (answer.status !== 503) return answer;
  }
}

async function numbers(sql: string): Promise<Record<string, unknown>> {
  const [row] = await gateway.source.query<Record<string, unknown>[]>(sql);
  return row ?? {};
}

it(
  'credits each payment once while webhooks, looks and decisions come at once in two processes',
  async () => {
    const references: string[] = [];
    for (let made = 0; made < PAYMENTS; made += 1) references.push(await asked(`at-once-${made}`));
    const bodies = references.flatMap((reference) => {
      payram.set(reference, 'PARTIALLY_FILLED', '20');
      const part = payram.webhookOf(reference);
      payram.set(reference, 'FILLED', '50');
      return [part, payram.webhookOf(reference)];
    });
    const ids = await Promise.all(references.map(async (reference) => (await paymentBy(gateway, reference)).id));
    const told = [gateway, other].flatMap((to) => bodies.toReversed().map((body) => tell(to, body)));
    const decided = ids.map((id) =>
      asAdmin(other, `/api/admin/payments/${id}/accept`, { json: { reason: 'At the same time' } }),
    );
    const looked = [gateway, other].flatMap(({ app }) => {
      const checks = app.get(PaymentChecksService);
      return [checks.checkDue(), ...ids.map((id) => checks.check(id))];
    });
    const statuses = await Promise.all(told);
    expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set([200]));
    for (const { status } of await Promise.all(decided)) expect([200, 409, 503]).toContain(status);
    await Promise.all(looked);
    await until(
      'every credit',
      async () => {
        const { credited } = await numbers('select count(*)::integer as credited from payment where credited = 50');
        return credited === PAYMENTS;
      },
      LIMIT_MS,
    );
    expect(
      await numbers(`select count(*) filter (where status = 'FILLED' and held = '{}')::integer as filled,
      sum(credited)::float as credited from payment`),
    ).toEqual({ filled: PAYMENTS, credited: 50 * PAYMENTS });
    expect(
      await numbers(
        `select sum(amount)::float as sum, sum(amount) filter (where amount > 0)::float as credited from ledger_entry`,
      ),
    ).toEqual({ sum: 0, credited: 50 * PAYMENTS });
    await until('the news', async () => {
      const { told: news } = await numbers(
        "select count(*)::integer as told from payment_effect where effect = 'told' and transition = 'settled'",
      );
      return news === PAYMENTS;
    });
    await until(
      'every user to be told once',
      async () => {
        const { users, notes } = await numbers(
          "select count(distinct user_id)::integer as users, count(*)::integer as notes from notification where type = 'payment.updated'",
        );
        return users === PAYMENTS && notes === PAYMENTS;
      },
      LIMIT_MS,
    );
    for (const { log } of [gateway, other])
      expect(log()).not.toMatch(/webhook\.failed|consumer_failed|check_failed|deadlock/);
  },
  2 * LIMIT_MS,
);

/** Makes a payment, with its webhook under way before the answer to our own call; each third time it has even arrived. */
async function makeHastily(account: string, turn: number): Promise<object> {
  const reference = randomUUID();
  const amounts = { amount: '50', currency: 'USD', filled_amount_in_usd: '50' };
  const body = JSON.stringify({ reference_id: reference, status: 'FILLED', ...amounts });
  const sent = send(at(turn), 'payram', account, body, { headers: signed('payram', body) });
  if (turn % 3 === 0) await sent;
  return { reference_id: reference, url: 'https://pay.example/x' };
}

/** A provider that makes payments hastily, and says FILLED whenever it is asked. */
async function aHastyPayram(hears: () => { account: string; turn: number }): Promise<string> {
  const server = createServer(async (request, response) => {
    const { account, turn } = hears();
    const referenceID = request.url?.split('/').at(-1);
    const stands = { referenceID, paymentState: 'FILLED', amountInUSD: '50', filledAmountInUSD: '50' };
    const answer = request.method === 'POST' ? await makeHastily(account, turn) : stands;
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  remember(async () => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('finds the user of each of many payments whose webhooks race the answer to our own call', async () => {
  let turn = 0;
  let hasty = '';
  const baseUrl = await aHastyPayram(() => {
    turn += 1;
    return { account: hasty, turn };
  });
  hasty = await anAccount(gateway, 'payram', { baseUrl });
  const users = Array.from({ length: PAYMENTS }, (_, one) => `races-${one}`);
  const made = await Promise.all(
    users.map((userId) => {
      const json = { provider: 'payram', account: hasty, userId, amount: '50', currency: 'USD' };
      return asService(at(turn), '/api/payment-requests', { json });
    }),
  );
  expect(made.map(({ status }) => status)).toEqual(users.map(() => 201));
  for (const { body } of made) {
    const payment = await until('the credit', async () => {
      const found = await paymentBy(gateway, String(body['reference']));
      return Number(found.credited) === 50 && found;
    });
    expect(payment).toMatchObject({ status: 'FILLED', exceptions: [] });
  }
});

function at(turn: number): Gateway {
  return turn % 2 === 0 ? gateway : other;
}

it('gives one request to one payment when two people link two of them at once', async () => {
  payram.server.outage = { status: 500, json: {} };
  const json = { provider: 'payram', account, userId: 'linked-once', amount: '50', currency: 'USD' };
  await asService(gateway, '/api/payment-requests', { json, headers: { 'idempotency-key': 'linked-once' } });
  payram.server.outage = null;
  const request = await numbers("select id from payment_request where call_key = 'linked-once'");
  const ids: string[] = [];
  for (const reference of ['orphan-1', 'orphan-2']) {
    await tell(gateway, JSON.stringify({ reference_id: reference, status: 'OPEN' }));
    ids.push((await paymentBy(gateway, reference)).id);
  }
  const links = await Promise.all(
    [...ids, ...ids].map((id, turn) =>
      asAdmin(at(turn), `/api/admin/payments/${id}/link`, {
        json: { requestId: request['id'], reason: 'Shown to us' },
      }),
    ),
  );
  expect(links.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
});

it('refuses nobody while keys are changed under load, and everybody with a key that is gone', async () => {
  const rotated = await anAccount(gateway, 'paidlys');
  const path = `/api/admin/provider-accounts/paidlys/${rotated}`;
  let key = KEY;
  let isOver = false;
  const statuses: number[] = [];
  const senders = [0, 1, 2, 3].map(async (sender) => {
    for (let turn = 0; !isOver; turn += 1) {
      const body = `{"invoiceId":"rotated-${sender}-${turn}","status":"created"}`;
      const to = at(sender);
      statuses.push((await send(to, 'paidlys', rotated, body, { headers: signed('paidlys', body, key) })).status);
    }
  });
  for (let change = 2; change <= 6; change += 1) {
    const sent = statuses.length;
    const added = await asAdmin(at(change), `${path}/keys`, { json: { secret: `key-${change}` } });
    key = `key-${change}`;
    await until('all to sign with the new key', async () => statuses.length >= sent + 20);
    const old = (added.body['keys'] as { id: string; retiredAt: string | null }[]).filter(
      (one) => one.retiredAt === null,
    )[1];
    expect((await asAdmin(at(change), `${path}/keys/${old?.id}`, { method: 'DELETE' })).status).toBe(204);
  }
  isOver = true;
  await Promise.all(senders);
  expect(new Set(statuses)).toEqual(new Set([200]));
  const body = '{"invoiceId":"rotated-late","status":"created"}';
  const late = () => send(other, 'paidlys', rotated, body, { headers: signed('paidlys', body, KEY) });
  await until('the first key to be refused everywhere', async () => (await late()).status === 401);
});

it('takes nothing for an account that is switched off, and asks its provider for nothing new', async () => {
  const off = await anAccount(gateway, 'paidlys', { apiToken: 'public' });
  const path = `/api/admin/provider-accounts/paidlys/${off}`;
  expect((await asAdmin(gateway, path, { method: 'PATCH', json: { active: false } })).status).toBe(200);
  const body = '{"invoiceId":"off","status":"done"}';
  const taken = () => send(gateway, 'paidlys', off, body, { headers: signed('paidlys', body) });
  expect((await taken()).status).toBe(401);
  const json = { provider: 'paidlys', account: off, userId: 'off', amount: '1', currency: 'usd' };
  expect(await asService(gateway, '/api/payment-requests', { json })).toMatchObject({
    ...{ status: 422, body: { code: 'provider_account_unknown' } },
  });
  await asAdmin(gateway, path, { method: 'PATCH', json: { active: true } });
  expect((await taken()).status).toBe(200);
});
