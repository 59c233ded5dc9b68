import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const HELP = `Usage: npm run demo:payments

Plays what payment providers do with their webhooks against the gateway that \`npm start\` runs here: repeats, disorder, a
forged report, late money. Reads DATA_DIR/demo.json (./data by default).
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
  const signed = (provider, body) =>
    provider === 'payram'
      ? { 'x-payram-signature': `sha256=${createHmac('sha256', providers.payram.apiKey).update(body).digest('hex')}` }
      : { signature: createHmac('sha512', providers.paidlys.secretKey).update(body).digest('hex') };
  return {
    ask: (provider, amount, currency) =>
      post(
        '/api/payment-requests',
        as(serviceToken),
        JSON.stringify({ provider, account: providers[provider].account, userId: user.id, amount, currency }),
      ),
    tell: (provider, payload, headers) => {
      const body = JSON.stringify(payload);
      return post(`/api/webhooks/${provider}/${providers[provider].account}`, headers ?? signed(provider, body), body);
    },
    payment: async (reference) => {
      const { items } = await fetch(`${baseUrl}/api/admin/payments?userId=${user.id}`, {
        headers: as(adminToken),
      }).then(answerOf);
      return items.find((one) => one.reference === reference);
    },
  };
}

const filled = (reference_id, status, filled_amount_in_usd) => ({
  ...{ reference_id, status, amount: '50', currency: 'USD', filled_amount_in_usd },
});

/** Each: what is played, and what it shows. */
const SCENES = [
  [
    'PayRam: paid in two parts, the second report first, each three times',
    async ({ ask, tell }) => {
      const { reference } = await ask('payram', '50', 'USD');
      const reports = [filled(reference, 'FILLED', '50'), filled(reference, 'PARTIALLY_FILLED', '20')];
      for (const report of [...reports, ...reports, ...reports]) await tell('payram', report);
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
    'PayRam: the link ran out, and then the money came',
    async ({ ask, tell }) => {
      const { reference } = await ask('payram', '50', 'USD');
      await tell('payram', filled(reference, 'CANCELLED'));
      await tell('payram', filled(reference, 'FILLED', '50'));
      return reference;
    },
  ],
  [
    'PaidLys: done, then the reports that it had overtaken',
    async ({ ask, tell }) => {
      const { reference: invoiceId } = await ask('paidlys', '10.99', 'eur');
      for (const status of ['done', 'processing', 'pending']) await tell('paidlys', { invoiceId, status, message: '' });
      return invoiceId;
    },
  ],
];

async function main() {
  const demo = readDemo();
  const played = stage(demo);
  for (const [title, play] of SCENES) {
    const reference = await play(played, demo);
    const { status, credited, asset, held, exceptions } = await played.payment(reference);
    const told = { status, credited: `${credited} ${asset ?? ''}`.trim(), held, exceptions };
    console.log(`${title}\n  ${JSON.stringify(told)}\n`);
  }
}

if (process.argv.includes('--help')) console.log(HELP);
else
  await main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
