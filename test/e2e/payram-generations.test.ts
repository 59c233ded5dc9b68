import { type Gateway, startGateway } from '../support/app.js';
import { anAccount, KEY, outcomesOf, paymentBy, send, signed, tell } from '../support/payments.js';

let gateway: Gateway;
let account: string;
let serial = 0;

beforeAll(async () => {
  gateway = await startGateway();
  account = await anAccount(gateway, 'payram');
});

/** Every generation of PayRam's webhooks that its pages show. */
const GENERATIONS = (['GET', 'POST'] as const).flatMap((method) =>
  (['status', 'payment_state'] as const).flatMap((field) =>
    (['CANCELED', 'CANCELLED'] as const).flatMap((spelling) =>
      (['"7.50"', '7.50'] as const).flatMap((amount) =>
        (['api_key', 'signature'] as const).map((proof) => [method, field, spelling, amount, proof] as const),
      ),
    ),
  ),
);

it.each(GENERATIONS)(
  'reads %s, %s, %s, the amount %s, by %s, in one form',
  async (method, field, spelling, amount, proof) => {
    serial += 1;
    const reference = `generation-${serial}`;
    const body = `{"reference_id":"${reference}","${field}":"${spelling}","amount":${amount},"currency":"USD"}`;
    const headers: Record<string, string> = proof === 'api_key' ? { 'API-Key': KEY } : signed('payram', body);
    const answer = await send(gateway, 'payram', account, body, { method, headers });
    expect(answer.status).toBe(200);
    const payment = await paymentBy(gateway, reference);
    if (proof === 'api_key') expect(payment).toMatchObject({ status: null, state: { reported: 'CANCELLED' } });
    else expect(payment).toMatchObject({ status: 'CANCELLED', state: { facts: { amount: '7.5', currency: 'USD' } } });
    expect(await outcomesOf(gateway, reference)).toEqual([proof === 'api_key' ? 'reported' : 'applied']);
  },
);

it('answers every probe with 200, and lets nothing in by one', async () => {
  const reference = 'probed';
  await tell(gateway, 'payram', account, JSON.stringify({ reference_id: reference, status: 'OPEN' }));
  const forged = JSON.stringify({ reference_id: reference, status: 'FILLED', filled_amount_in_usd: '50' });
  const ping = '{"event_type":"payout.ping","timestamp":1}';
  const probes = [
    [ping, {}],
    [ping, { 'X-Webhook-Test': 'true' }],
    [ping, { 'x-payram-signature': 'sha256=0' }],
    [forged, { 'X-Webhook-Test': 'true' }],
    [forged, { 'X-Webhook-Test': 'true', 'API-Key': KEY }],
    ['not even JSON', { 'X-Webhook-Test': 'true' }],
  ] as const;
  for (const [body, headers] of probes) {
    const answer = await send(gateway, 'payram', account, body, { headers: { ...headers } });
    expect(answer).toMatchObject({ status: 200, body: { outcome: 'ignored' } });
  }
  expect(await outcomesOf(gateway, reference)).toEqual(['applied']);
  expect((await send(gateway, 'payram', account, forged, { headers: { 'X-Webhook-Test': 'false' } })).status).toBe(401);
  expect((await send(gateway, 'payram', 'nobody', ping)).status).toBe(401);
});
