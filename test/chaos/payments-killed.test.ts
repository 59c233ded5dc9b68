import { PayramSimulator } from '../../src/simulators/payram-simulator.js';
import { asService } from '../support/http.js';
import { byClients } from '../support/load.js';
import { anAccount, KEY } from '../support/payments.js';
import { anInstallation, type GatewayProcess } from '../support/processes.js';
import { remember, stopAll } from '../support/started.js';
import { until } from '../support/until.js';

const PAYMENTS = 200;
const KILLS = 4;
const LIMIT_MS = 180_000;
/** As far ahead as the gateway waits for a call that is under way. */
const ABANDONED = "interval '31 seconds'";

afterEach(stopAll);

async function aPayram(): Promise<{ payram: PayramSimulator; baseUrl: string }> {
  const payram = new PayramSimulator(KEY);
  remember(() => payram.stop());
  return { payram, baseUrl: await payram.start() };
}

function ask(gateway: GatewayProcess, account: string, userId: string) {
  const json = { provider: 'payram', account, userId, amount: '50', currency: 'USD' };
  return asService(gateway, '/api/payment-requests', { json, headers: { 'idempotency-key': userId } });
}

it(
  'goes on with a payment whose process is killed while PayRam makes it, under the same key',
  async () => {
    const { source, start } = await anInstallation();
    let gateway = await start();
    const { payram, baseUrl } = await aPayram();
    const account = await anAccount(gateway, 'payram', { baseUrl });
    payram.server.beforeAnswer = () => gateway.kill();
    await expect(ask(gateway, account, 'killed')).rejects.toThrow();
    payram.server.beforeAnswer = async () => undefined;
    gateway = await start();
    expect(await ask(gateway, account, 'killed')).toMatchObject({ status: 409 });
    await source.query(`update payment_request set updated_at = updated_at - ${ABANDONED}`);
    const made = await ask(gateway, account, 'killed');
    expect(made.status).toBe(201);
    expect(await ask(gateway, account, 'killed')).toMatchObject({ status: 201, body: made.body });
    expect(payram.payments.size).toBe(2);
    expect(await source.query('select state, reference from payment_request')).toEqual([
      { state: 'created', reference: made.body['reference'] },
    ]);
  },
  LIMIT_MS,
);

it(
  'credits every payment once, and loses no webhook that it took, while it is killed under load',
  async () => {
    const { source, start } = await anInstallation();
    let gateway = await start();
    const { payram, baseUrl } = await aPayram();
    const account = await anAccount(gateway, 'payram', { baseUrl });
    const references: string[] = [];
    for (let made = 0; made < PAYMENTS; made += 1) {
      references.push(String((await ask(gateway, account, `load-${made}`)).body['reference']));
    }
    const taken: string[] = [];
    const sendUntilTaken = async (reference: string): Promise<string> => {
      const body = payram.webhookOf(reference);
      for (;;) {
        const url = `${gateway.baseUrl}/api/webhooks/payram/${account}`;
        const answer = await payram.send(url, body).catch(() => null);
        if (answer?.status === 200) return String(answer.body['receiptId']);
      }
    };
    const sent = byClients(16, references, async (reference) => {
      for (const [state, filled] of [
        ['PARTIALLY_FILLED', '20'],
        ['FILLED', '50'],
      ] as const) {
        payram.set(reference, state, filled);
        taken.push(await sendUntilTaken(reference));
      }
    });
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const share = Math.floor((PAYMENTS * 2 * kill) / (KILLS + 1));
      await until(`${share} taken`, async () => taken.length >= share, LIMIT_MS);
      await gateway.kill();
      gateway = await start();
    }
    await sent;
    await source.query("update payment set next_check_at = next_check_at - interval '5 minutes'");
    await until(
      'every credit',
      async () => {
        const [{ credited }] = await source.query(
          'select count(*)::integer as credited from payment where credited = 50',
        );
        return credited === PAYMENTS;
      },
      LIMIT_MS,
    );
    const [ledger] = await source.query(
      `select sum(amount)::float as sum, sum(amount) filter (where amount > 0)::float as credited from ledger_entry`,
    );
    expect(ledger).toEqual({ sum: 0, credited: 50 * PAYMENTS });
    const [kept] = await source.query('select count(*)::integer as kept from receipt where id = any($1::uuid[])', [
      taken,
    ]);
    expect(kept).toEqual({ kept: PAYMENTS * 2 });
    await until(
      'every user to be told once',
      async () => {
        const [told] = await source.query(
          `select count(*)::integer as notes, count(distinct user_id)::integer as users from notification
         where type = 'payment.updated' and user_id like 'load-%'`,
        );
        return told.notes === told.users && told.users === PAYMENTS;
      },
      LIMIT_MS,
    );
  },
  LIMIT_MS,
);
