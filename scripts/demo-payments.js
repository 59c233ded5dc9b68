import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const HELP = `Usage: npm run demo:payments

Plays what payment providers do with their webhooks against the gateway that \`npm start\` runs here: a payment, too little and
then the rest, too much and a refund, late money, a deposit of nobody's, money that leaves, a case with a payment of its own;
repeats, disorder and a forged report among them. Ends with the ledger that follows, and fails when it does not add up. Reads DATA_DIR/demo.json (./data by
default).
`;

const file = join(process.env.DATA_DIR ?? 'data', 'demo.json');

function readDemo() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new Error(`There is no ${file}. Run npm start in another terminal first.`);
  }
}

async function answerOf(response) {
  const body = await response.json();
  if (response.status >= 500) throw new Error(`The gateway answers ${response.status}: ${JSON.stringify(body)}`);
  return body;
}

function stage({ baseUrl, serviceToken, adminToken, providers, user }) {
  const as = (token) => ({ authorization: `Bearer ${token}`, 'content-type': 'application/json' });
  const post = (path, headers, body) => fetch(`${baseUrl}${path}`, { method: 'POST', headers, body }).then(answerOf);
  const get = (path) => fetch(`${baseUrl}${path}`, { headers: as(adminToken) }).then(answerOf);
  const mac = (hash, key, body) => createHmac(hash, key).update(body).digest('hex');
  const signatures = {
    payram: (body) => ({ 'x-payram-signature': `sha256=${mac('sha256', providers.payram.apiKey, body)}` }),
    paidlys: (body) => ({ signature: mac('sha512', providers.paidlys.secretKey, body) }),
    carevalidate: (body) => ({ 'x-cv-signature': mac('sha256', providers.carevalidate.secretKey, body) }),
  };
  const routeOf = (provider) => (provider === 'carevalidate' ? 'case-events' : provider);
  return {
    ask: (provider, amount, currency) =>
      post(
        '/api/payment-requests',
        as(serviceToken),
        JSON.stringify({ provider, account: providers[provider].account, userId: user.id, amount, currency }),
      ),
    tell: (provider, payload, headers) => {
      const body = JSON.stringify(payload);
      const path = `/api/webhooks/${routeOf(provider)}/${providers[provider].account}`;
      return post(path, headers ?? signatures[provider](body), body);
    },
    /** The payment as operators see it. */
    payment: async (reference) => {
      const { items } = await get('/api/admin/payments?limit=200');
      const { id } = items.find((one) => one.reference === reference);
      return get(`/api/admin/payments/${id}`);
    },
    decide: ({ id }, action, decision) =>
      post(`/api/admin/payments/${id}/${action}`, as(adminToken), JSON.stringify(decision)),
    /** Says whose a case is. */
    linkCase: async (caseId, decision) => {
      const { items } = await get('/api/admin/care-cases?unlinked=true&limit=200');
      const { id } = items.find(({ reference }) => reference === caseId);
      return post(`/api/admin/care-cases/${id}/link`, as(adminToken), JSON.stringify(decision));
    },
    alerts: (signal) => get(`/api/admin/alerts?signal=${signal}`),
  };
}

const filled = (reference_id, status, filled_amount_in_usd) => ({
  ...{ reference_id, status, amount: '50', currency: 'USD', filled_amount_in_usd },
});

const unique = () => randomBytes(6).toString('hex');

/** Each: what is played, and what it shows. */
const SCENES = [
  [
    'PayRam: asked for 50, paid 50, reported three times',
    async ({ ask, tell }) => {
      const { reference } = await ask('payram', '50', 'USD');
      for (let times = 0; times < 3; times += 1) await tell('payram', filled(reference, 'FILLED', '50'));
      return reference;
    },
  ],
  [
    'PayRam: paid 20, then topped up to 50, the second report first',
    async ({ ask, tell }) => {
      const { reference } = await ask('payram', '50', 'USD');
      await tell('payram', filled(reference, 'FILLED', '50'));
      await tell('payram', filled(reference, 'PARTIALLY_FILLED', '20'));
      return reference;
    },
  ],
  [
    'PayRam: paid 20 of 50, then the rest',
    async ({ ask, tell }) => {
      const { reference } = await ask('payram', '50', 'USD');
      await tell('payram', filled(reference, 'PARTIALLY_FILLED', '20'));
      await tell('payram', filled(reference, 'FILLED', '50'));
      return reference;
    },
  ],
  [
    'PayRam: paid 60 of 50; finance gives 10 back, twice by mistake',
    async ({ ask, tell, payment, decide }) => {
      const { reference } = await ask('payram', '50', 'USD');
      await tell('payram', filled(reference, 'OVER_FILLED', '60'));
      const refund = { refundId: 'bank-transfer-1', amount: '10', reason: 'Paid too much' };
      for (let times = 0; times < 2; times += 1) await decide(await payment(reference), 'refunds', refund);
      return reference;
    },
  ],
  [
    'PayRam: the link ran out, then the money came; a person takes it',
    async ({ ask, tell, payment, decide }) => {
      const { reference } = await ask('payram', '50', 'USD');
      await tell('payram', filled(reference, 'CANCELLED'));
      await tell('payram', filled(reference, 'FILLED', '50'));
      await decide(await payment(reference), 'accept', { reason: 'The user called' });
      return reference;
    },
  ],
  [
    'PayRam: somebody with the API key alone reports a payment that PayRam does not have',
    async ({ ask, tell }, { providers }) => {
      const { reference } = await ask('payram', '50', 'USD');
      await tell('payram', filled(reference, 'FILLED', '50'), { 'api-key': providers.payram.apiKey });
      await delay(1_500);
      return reference;
    },
  ],
  [
    'PaidLys: done, then the reports that it had overtaken; it was somebody else who paid',
    async ({ ask, tell, payment, decide }) => {
      const { reference: invoiceId } = await ask('paidlys', '10.99', 'eur');
      for (const status of ['done', 'processing', 'pending']) await tell('paidlys', { invoiceId, status, message: '' });
      await decide(await payment(invoiceId), 'move', { userId: 'demo-neighbour', reason: 'Same name' });
      return invoiceId;
    },
  ],
  [
    'PaidLys: a deposit that nobody here asked for is credited to nobody',
    async ({ tell }) => {
      const [hash, depositAddress] = [unique(), 'TDemo'];
      const deposit = { amount: '3.5', asset: 'usdt', network: 'trc20usdt', depositAddress, hash, id: 'demo' };
      await tell('paidlys', { ...deposit, status: 'done' });
      return [deposit.network, hash, depositAddress, deposit.asset].join('|');
    },
  ],
  [
    'PaidLys: money leaves to an address that nobody here knows; somebody is called, and takes it for a rule of ours',
    async ({ tell, alerts, payment, decide }) => {
      const uid = `demo-${unique()}`;
      const withdrawal = {
        type: 'withdrawal',
        uid,
        asset: 'ton',
        dchain: 'ton',
        amount: 1.5,
        fee: '0.01',
        to: 'UQDemo',
      };
      await tell('paidlys', { ...withdrawal, status: 'processing', txHash: '' });
      const { items } = await alerts('payout_unknown');
      console.log(`  ${items[0]?.message}`);
      await decide(await payment(uid), 'accept', { reason: 'Our own auto-withdrawal' });
      await tell('paidlys', { ...withdrawal, status: 'done', txHash: `https://tonviewer.com/transaction/${uid}` });
      return uid;
    },
  ],
  [
    'CareValidate: a case and its payment, the end first; a person says whose case it is. Nothing is credited: care was paid',
    async ({ tell, linkCase }, { lead }) => {
      const [caseId, paymentId] = [`demo-${unique()}`, `demo-${unique()}`];
      const fees = { consultFee: '30', pharmacyFee: '460', shippingFee: '10' };
      const payment = { id: paymentId, amount: '500', ...fees, isDeleted: false };
      const event = (name, minute, status) => {
        const time = `2026-01-05T12:0${minute}:00.000Z`;
        const activity = { id: unique(), type: name, isPHI: true, isRestricted: false, timestamp: time };
        const told = { ...payment, status, updatedAt: time };
        return {
          event: name,
          payload: { case: { id: caseId, status: 'APPROVED', updatedAt: time }, activity, payment: told },
        };
      };
      const completed = event('PAYMENT_COMPLETED', 2, 'PAID');
      for (const one of [completed, event('PAYMENT_ADDED', 1, 'UNPAID'), completed]) await tell('carevalidate', one);
      const { leadId, userId } = await linkCase(caseId, { leadId: lead.id, reason: 'The care team named the lead' });
      console.log(`  ${JSON.stringify({ leadId, userId })}`);
      return paymentId;
    },
  ],
];

async function main() {
  const demo = readDemo();
  const played = stage(demo);
  const payments = [];
  for (const [title, play] of SCENES) {
    console.log(title);
    const payment = await played.payment(await play(played, demo));
    const { status, credited, balance, asset, held, exceptions, actions } = payment;
    const money = { credited: `${credited} ${asset ?? ''}`.trim(), balance };
    console.log(`  ${JSON.stringify({ status, ...money, held, exceptions, actions })}\n`);
    payments.push(payment);
  }
  printLedger(payments.flatMap(({ ledger }) => ledger));
}

/** Amounts are added digit by digit, as whole numbers of their smallest part. */
function printLedger(ledger) {
  const sums = new Map();
  console.log('The ledger');
  for (const { holder, asset, network, amount, reason } of ledger) {
    const place = [asset, network].filter(Boolean).join(' on ');
    console.log(`  ${holder.padEnd(48)} ${amount.padStart(8)} ${place.padEnd(5)} ${reason}`);
    sums.set(place, (sums.get(place) ?? 0n) + wholeOf(amount));
  }
  for (const [place, sum] of sums) console.log(`  Sum in ${place}: ${sum}`);
  if (ledger.length === 0 || [...sums.values()].some((sum) => sum !== 0n))
    throw new Error('The ledger does not add up.');
}

function wholeOf(amount) {
  const [whole, decimals = ''] = amount.split('.');
  return BigInt(whole + decimals.padEnd(18, '0'));
}

if (process.argv.includes('--help')) console.log(HELP);
else
  await main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
