import { setTimeout as delay } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { PayramSimulator } from '../../src/simulators/payram-simulator.js';
import { type Gateway, startGateway } from '../support/app.js';
import { asService } from '../support/http.js';
import { anAccount, KEY } from '../support/payments.js';
import { remember } from '../support/started.js';
import { until } from '../support/until.js';

const PAYMENTS = 40;
const CUTS = 15;

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway();
});

/** A connection of our own that cuts all others to this database. */
async function aKnife(): Promise<() => Promise<unknown>> {
  const { url } = gateway.source.options as { url: string };
  const knife = await new DataSource({ type: 'postgres', url, entities: [] }).initialize();
  remember(() => knife.destroy());
  return () =>
    knife.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
}

it('takes a webhook or asks for it again, and credits once, while its connections are cut', async () => {
  const payram = new PayramSimulator(KEY);
  remember(() => payram.stop());
  const account = await anAccount(gateway, 'payram', { baseUrl: await payram.start(), recheck: 'unsigned_only' });
  const url = `${gateway.baseUrl}/api/webhooks/payram/${account}`;
  const references: string[] = [];
  for (let made = 0; made < PAYMENTS; made += 1) {
    const json = { provider: 'payram', account, userId: `cut-${made}`, amount: '50', currency: 'USD' };
    references.push(String((await asService(gateway, '/api/payment-requests', { json })).body['reference']));
  }
  const cut = await aKnife();
  const statuses: number[] = [];
  const taken: string[] = [];
  const untilTaken = async (reference: string, filled: string) => {
    payram.set(reference, filled === '50' ? 'FILLED' : 'PARTIALLY_FILLED', filled);
    const body = payram.webhookOf(reference);
    for (;;) {
      const { status, body: answer } = await payram.send(url, body);
      statuses.push(status);
      if (status !== 200) continue;
      taken.push(String(answer['receiptId']));
      return;
    }
  };
  const sent = Promise.all(
    references.map(async (reference) => {
      for (const filled of ['10', '20', '30', '40', '50']) await untilTaken(reference, filled);
    }),
  );
  for (let cuts = 0; cuts < CUTS; cuts += 1) {
    await cut();
    await delay(20);
  }
  await sent;
  expect([...new Set(statuses)].sort()).toEqual([200, 503]);
  await until('every credit', async () => {
    const [row] = await gateway.source.query('select count(*)::integer as paid from payment where credited = 50');
    return row.paid === PAYMENTS;
  });
  const [ledger] = await gateway.source.query(
    'select sum(amount)::float as sum, sum(amount) filter (where amount > 0)::float as credited from ledger_entry',
  );
  expect(ledger).toEqual({ sum: 0, credited: 50 * PAYMENTS });
  const [kept] = await gateway.source.query(
    'select count(*)::integer as kept from receipt where id = any($1::uuid[])',
    [taken],
  );
  expect(kept).toEqual({ kept: PAYMENTS * 5 });
});
