import { PaymentChecksService } from '../../src/modules/payments/payment-checks.service.js';
import { PayramSimulator } from '../../src/simulators/payram-simulator.js';
import { type Gateway, startGateway } from '../support/app.js';
import { asService } from '../support/http.js';
import { anAccount, KEY, paymentBy } from '../support/payments.js';
import { SettableClock } from '../support/settable-clock.js';
import { remember } from '../support/started.js';
import { until } from '../support/until.js';

const HOUR = 3_600;
const DAY = 24 * HOUR;
let gateway: Gateway;
let payram: PayramSimulator;
let account: string;
const clock = new SettableClock();
let serial = 0;

beforeAll(async () => {
  gateway = await startGateway({ clock });
  ({ payram, account } = await aPayram());
});

afterEach(() => {
  payram.server.outage = null;
});

async function aPayram() {
  const simulator = new PayramSimulator(KEY);
  remember(() => simulator.stop());
  const baseUrl = await simulator.start();
  return { payram: simulator, account: await anAccount(gateway, 'payram', { baseUrl }), baseUrl };
}

async function asked(at: string, userId?: string): Promise<string> {
  serial += 1;
  const json = { provider: 'payram', account: at, userId: userId ?? `polled-${serial}`, amount: '50', currency: 'USD' };
  const { status, body } = await asService(gateway, '/api/payment-requests', { json });
  if (status !== 201) throw new Error(`The payment was not made: ${JSON.stringify(body)}`);
  return String(body['reference']);
}

const tell = (of: PayramSimulator, at: string, reference: string) =>
  of.send(`${gateway.baseUrl}/api/webhooks/payram/${at}`, of.webhookOf(reference));
const poll = () => gateway.app.get(PaymentChecksService).checkDue();
const callsAbout = (of: PayramSimulator, reference: string) =>
  of.server.calls.filter(({ method, path }) => method === 'GET' && path.endsWith(reference)).length;

/** The sweep may have come first: then it is at it. */
function creditOf(reference: string): Promise<unknown> {
  return until('the credit', async () => Number((await paymentBy(gateway, reference)).credited) === 50);
}

function silences(id: string): number {
  const lines = gateway.log().split('\n');
  return lines.filter((line) => line.includes('payments.provider_silent') && line.includes(id)).length;
}

async function secondsToNext(reference: string): Promise<number | null> {
  const { next_check_at: at } = (await paymentBy(gateway, reference)) as unknown as { next_check_at: Date | null };
  return at && Math.round((at.getTime() - clock.now().getTime()) / 1_000);
}

it('asks on and on while PayRam is away, and credits when it is back, after days', async () => {
  const reference = await asked(account);
  payram.set(reference, 'FILLED', '50');
  payram.server.outage = { status: 502, json: '<html>Bad gateway</html>' };
  await tell(payram, account, reference);
  await until('PayRam to be asked', async () => callsAbout(payram, reference) > 0);
  for (let round = 0; round < 8; round += 1) {
    clock.move(DAY);
    await poll();
  }
  expect(callsAbout(payram, reference)).toBeGreaterThanOrEqual(5);
  expect(gateway.log()).toMatch(/"event":"payments\.provider_silent".*"httpStatus":502/);
  expect(await paymentBy(gateway, reference)).toMatchObject({ status: 'FILLED', held: ['unconfirmed'] });
  payram.server.outage = null;
  await tell(payram, account, reference);
  await creditOf(reference);
});

it('goes on asking about late money whose webhook came weeks after the link was made', async () => {
  const reference = await asked(account);
  clock.move(20 * DAY);
  await poll();
  payram.set(reference, 'FILLED', '50');
  payram.server.outage = { status: 503, json: {} };
  await tell(payram, account, reference);
  const { id } = await paymentBy(gateway, reference);
  await until('PayRam to be silent', async () => silences(id) > 0);
  payram.server.outage = null;
  clock.move(HOUR);
  await poll();
  await creditOf(reference);
});

it('waits no longer than a day for a provider that asks for three hundred years', async () => {
  const reference = await asked(account);
  payram.server.outage = { status: 429, json: {}, headers: { 'retry-after': '9999999999' } };
  clock.move(HOUR);
  await poll();
  await until('the time that it wants', async () => ((await secondsToNext(reference)) ?? 0) > DAY - 60);
  expect(await secondsToNext(reference)).toBeLessThanOrEqual(DAY);
  clock.move(DAY);
});

it('asks within two minutes about the open payments of a user who has a new one', async () => {
  const userId = 'asks-twice';
  const first = await asked(account, userId);
  for (const _ of [1, 2, 3, 4]) {
    clock.move(2 * DAY);
    payram.set(first, 'OPEN');
    await poll();
  }
  await gateway.source.query('update payment set next_check_at = $2 where reference = $1', [
    first,
    new Date(clock.now().getTime() + DAY * 1_000),
  ]);
  await asked(account, userId);
  expect(payram.payments.get(first)?.state).toBe('CANCELLED');
  expect(await secondsToNext(first)).toBeLessThanOrEqual(120);
  clock.move(121);
  await poll();
  expect(await paymentBy(gateway, first)).toMatchObject({ status: 'CANCELLED', exceptions: [] });
});

it('asks about a payment once, however many look at it at the same time', async () => {
  const reference = await asked(account);
  clock.move(HOUR);
  const before = callsAbout(payram, reference);
  await Promise.all([poll(), poll(), poll()]);
  expect(callsAbout(payram, reference)).toBe(before + 1);
});

it('asks again about a payment whose asker died', async () => {
  const reference = await asked(account);
  const claimed = new Date(clock.now().getTime() + 120_000);
  await gateway.source.query('update payment set next_check_at = $2 where reference = $1', [reference, claimed]);
  clock.move(121);
  const before = callsAbout(payram, reference);
  await poll();
  await until('it to be asked about', async () => callsAbout(payram, reference) > before);
});

it('lets a provider that is not there hold up nobody else', async () => {
  const away = await aPayram();
  const lost: string[] = [];
  for (let made = 0; made < 25; made += 1) lost.push(await asked(away.account));
  await away.payram.stop();
  const reference = await asked(account);
  payram.set(reference, 'FILLED', '50');
  clock.move(HOUR);
  await poll();
  await creditOf(reference);
  for (const one of lost) expect(await secondsToNext(one)).toBeGreaterThan(0);
});

it('lets payments that cannot be asked about hold up no others, and says so', async () => {
  const broken = await aPayram();
  for (let made = 0; made < 11; made += 1) await asked(broken.account);
  await gateway.source.query(
    `update provider_key set secret_sealed = '\\x00' where account_id = (select id from provider_account where account = $1)`,
    [broken.account],
  );
  const reference = await asked(account);
  payram.set(reference, 'FILLED', '50');
  clock.move(HOUR);
  await poll();
  await creditOf(reference);
  expect(gateway.log()).toContain('payments.check_failed');
});
