import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { compile } from '../compile.js';
import { compare } from './compare.js';
import { INVOICES, invoiceWebhook, seedInvoices, signedHeaders } from './invoices.js';
import { CONNECTIONS, load } from './load.js';
import { rssOf, start } from './processes.js';
import { bodyOf, LEADS, seedLeads, seedPartner } from './seed.js';

const HELP = `Usage: npm run bench [-- --seconds N] [--rounds N] [--payments]

Measures POST /api/webhooks/partner-status and a payment provider's signed webhooks with their whole path against bare node:http, with and without one INSERT a
request on the same database, deliveries to a local sink, and memory. Read the ratios: machines differ. All traffic stays
on 127.0.0.1, and everything that is started is stopped.

  --payments   the provider's webhooks only
`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '3' },
    payments: { type: 'boolean', default: false },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
const DELIVERIES = 3_000;
const UPDATES = 50_000;
const STEADY_AFTER = 20_000;
let sent = 0;

compile();
const directory = mkdtempSync(join(tmpdir(), 'gateway-bench-'));
// The account that PostgreSQL runs as when root starts it has to get there.
chmodSync(directory, 0o711);
const { startEmbeddedPostgres } = await import('../../dist/src/platform/database/embedded-postgres.js');
const main = new URL('../../dist/src/main.js', import.meta.url).pathname;
const beside = (name) => new URL(name, import.meta.url).pathname;
const postgres = await startEmbeddedPostgres({ dataDir: directory });
const client = new pg.Client({ connectionString: postgres.url });

try {
  await client.connect();
  await measure();
} finally {
  await client.end();
  await postgres.stop();
  rmSync(directory, { recursive: true, force: true });
}

async function measure() {
  const env = {
    DATABASE_URL: postgres.url,
    DATA_DIR: directory,
    PORT: '0',
    HOST: '127.0.0.1',
    DEMO: 'false',
    LOG_LEVEL: 'warn',
    ALLOW_PRIVATE_ENDPOINTS: '127.0.0.0/8',
  };
  const tokens = { admin: issue('admin', env), service: issue('service', env) };
  // The listening line is an info line. An api process does the whole path of a webhook, and none of what follows it.
  const api = await start(main, [], { ...env, LOG_LEVEL: 'info', ROLE: 'api' });
  if (values.payments) {
    await payments({ gateway: api, token: tokens.admin });
    await api.stop();
    return;
  }
  const sink = await start(beside('sink.js'));
  const partner = await seedPartner(api, tokens.admin, sink.url);
  const ids = await seedLeads(client, partner.id);
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${LEADS} leads, ${CONNECTIONS} connections, fsync on`,
  );
  console.log(`Body: ${Buffer.byteLength(bodyOf(ids, 0))} bytes\n`);
  const token = partner.accessToken;
  await intake({ gateway: api, ids, token, name: 'partner-status' });
  await payments({ gateway: api, token: tokens.admin });
  await api.stop();
  const gateway = await start(main, [], { ...env, LOG_LEVEL: 'info' });
  console.log('\nThe same while this process also queues and handles the news (ROLE=all):');
  await quiet();
  await intake({ gateway, ids, token, name: 'partner-status' });
  await memory({ gateway, ids, token });
  await deliveries({ gateway, sink, token: tokens.service });
  await gateway.stop();
  await sink.stop();
}

function issue(kind, env) {
  const { stdout, status } = spawnSync(process.execPath, [main, '--issue-token', kind, 'bench'], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error('No token could be issued');
  return stdout.trim().split('\n').at(-1);
}

/** Every update is a new one, over all rounds. */
function nextBody(ids) {
  return () => bodyOf(ids, sent++);
}

function intake({ gateway, ids, token, name }) {
  const url = `${gateway.url}/api/webhooks/partner-status?access_token=${token}`;
  const target = { name, url, nextBody: nextBody(ids) };
  return compare({ target, databaseUrl: postgres.url, seconds, rounds });
}

/** Webhooks of invoices that users were asked by, signed over their bytes. */
async function payments({ gateway, token }) {
  const ids = await seedInvoices(gateway, token, client);
  let told = 0;
  const url = `${gateway.url}/api/webhooks/paidlys/bench`;
  const webhook = { nextBody: () => invoiceWebhook(ids, told++), headersOf: signedHeaders };
  console.log(`\nPaidLys webhooks of ${INVOICES} invoices, signed (ROLE=api), ${invoiceWebhook(ids, 0).length} bytes:`);
  await compare({ target: { name: 'paidlys', url, ...webhook }, databaseUrl: postgres.url, seconds, rounds });
}

async function memory({ gateway, ids, token }) {
  const url = `${gateway.url}/api/webhooks/partner-status?access_token=${token}`;
  await load({ url, bodyOf: nextBody(ids), amount: STEADY_AFTER });
  const steady = rssOf(gateway.pid);
  await load({ url, bodyOf: nextBody(ids), amount: UPDATES - STEADY_AFTER });
  console.log(
    `\nMemory: ${steady} MiB resident after ${STEADY_AFTER} more updates, ${rssOf(gateway.pid)} MiB after ${UPDATES}`,
  );
}

async function deliveries({ gateway, sink, token }) {
  await quiet();
  const url = `${gateway.url}/api/leads`;
  const posts = Array.from({ length: DELIVERIES }, (_, n) => n);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const worker = async () => {
    for (let n = posts.pop(); n !== undefined; n = posts.pop()) {
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(leadOf(n)) });
      if (response.status !== 201) throw new Error(`A lead was not taken: ${response.status}`);
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  for (;;) {
    const { taken, seconds: took } = await (await fetch(sink.url)).json();
    if (taken >= DELIVERIES) {
      console.log(
        `Deliveries: ${Math.round(taken / took)}/s to a local sink, ${taken} leads in ${took.toFixed(1)} s, taken in meanwhile`,
      );
      return;
    }
    await delay(100);
  }
}

function leadOf(n) {
  const contact = {
    firstName: 'Jane',
    lastName: 'Doe',
    email: `jane.${n}@example.com`,
    phone: `+1202555${String(n % 10_000).padStart(4, '0')}`,
    state: 'CA',
  };
  return { userId: `deliver-${n}`, massTort: 'roundup', contact, answers: { wasInjured: 'yes' }, partner: 'bench' };
}

/** Waits until the news of the updates before is handled, so that each figure is of one thing. */
async function quiet() {
  const started = performance.now();
  for (;;) {
    const { rows } = await client.query('select count(*)::int as owed from outbox');
    if (rows[0].owed === 0) break;
    await delay(200);
  }
  console.log(
    `Notifications: the backlog of the updates was worked off ${((performance.now() - started) / 1000).toFixed(1)} s after the last one`,
  );
}
