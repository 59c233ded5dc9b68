import { PayramSimulator } from '../../src/simulators/payram-simulator.js';
import { type Gateway, startGateway } from '../support/app.js';
import { asService } from '../support/http.js';
import { anAccount, KEY, type Provider, tell } from '../support/payments.js';
import { remember } from '../support/started.js';

const PAYMENTS = 60;
const CONNECTIONS = 20;
const REPEATS = 3;

let gateway: Gateway;
let account: string;

beforeAll(async () => {
  gateway = await startGateway();
  const payram = new PayramSimulator(KEY);
  remember(() => payram.stop());
  account = await anAccount(gateway, 'payram', { baseUrl: await payram.start(), recheck: 'unsigned_only' });
});

/** A repeatable shuffle, so that a failure can be seen again. */
function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  let state = seed;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = Math.floor(next() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] as Item, mixed[at] as Item];
  }
  return mixed;
}

async function asked(provider: Provider): Promise<string> {
  const json = { provider, account, userId: 'many', amount: '50', currency: 'USD' };
  const { body } = await asService(gateway, '/api/payment-requests', { json });
  return String(body['reference']);
}

const reports = (reference_id: string) =>
  [
    ['OPEN', null],
    ['PARTIALLY_FILLED', '20'],
    ['PARTIALLY_FILLED', '35.5'],
    ['FILLED', '50'],
  ].map(([status, filled_amount_in_usd], at) => ({
    ...{ reference_id, status, filled_amount_in_usd, amount: '50', currency: 'USD', timestamp: 1_789_000_000 + at },
  }));

it(`ends ${PAYMENTS} payments as in order, whatever the order of their webhooks on ${CONNECTIONS} connections`, async () => {
  const references: string[] = [];
  for (let made = 0; made < PAYMENTS; made += 1) references.push(await asked('payram'));
  const once = references.flatMap(reports);
  const calls = shuffled(Array.from({ length: REPEATS }, () => once).flat(), 7);
  const statuses: number[] = [];
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let one = calls.pop(); one; one = calls.pop())
        statuses.push((await tell(gateway, 'payram', account, one)).status);
    }),
  );
  expect(statuses).toHaveLength(PAYMENTS * 4 * REPEATS);
  expect(new Set(statuses)).toEqual(new Set([200]));
  const states = await gateway.source.query(
    `select status, credited::float, held::text[], count(*)::integer as payments from payment where exceptions = '{}' group by 1, 2, 3`,
  );
  expect(states).toEqual([{ status: 'FILLED', credited: 50, held: [], payments: PAYMENTS }]);
  const [effects] = await gateway.source.query(
    `select sum(amount) filter (where amount > 0)::float as credited, sum(amount)::float as sum from ledger_entry`,
  );
  expect(effects).toEqual({ credited: 50 * PAYMENTS, sum: 0 });
  const told = await gateway.source.query(
    "select count(*)::integer as told from payment_effect where effect = 'told' and transition = 'settled'",
  );
  expect(told).toEqual([{ told: PAYMENTS }]);
  const events = await gateway.source.query(
    "select count(*)::integer as events from payment_event where source = 'webhook'",
  );
  expect(events).toEqual([{ events: PAYMENTS * 4 }]);
});
