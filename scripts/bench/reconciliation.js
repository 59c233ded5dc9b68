import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { compile } from '../compile.js';
import { start } from './processes.js';

const HELP = `Usage: npm run bench:reconciliation [-- --payments N]

Compares 100,000 payments with the list of a simulated PayRam, read page by page over HTTP, with differences of every kind
planted on both sides: how long it takes, how much memory the gateway has at most, and whether every difference is found and
none invented. Fails when one is not, or beyond 60 s or 512 MiB. All traffic stays on 127.0.0.1.
`;

const { values } = parseArgs({
  options: { payments: { type: 'string', default: '100000' }, help: { type: 'boolean' } },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const PAYMENTS = Number(values.payments);
const MOST_SECONDS = 60;
const MOST_MIB = 512;
const DAY_MS = 86_400_000;
const KEY = 'bench-project-key';
const OLD = new Date(Date.now() - 5 * DAY_MS);
/** Of so many payments, one of each kind is planted. */
const EVERY = 1_000;
const KINDS = ['missing_here', 'missing_there', 'state_diff', 'amount_diff', 'duplicate_tx', 'orphan', 'recent'];

compile();
const directory = mkdtempSync(join(tmpdir(), 'gateway-bench-'));
// The account that PostgreSQL runs as when root starts it has to get there.
chmodSync(directory, 0o711);
const { startEmbeddedPostgres } = await import('../../dist/src/platform/database/embedded-postgres.js');
const { PayramSimulator } = await import('../../dist/src/simulators/payram-simulator.js');
const main = new URL('../../dist/src/main.js', import.meta.url).pathname;
const postgres = await startEmbeddedPostgres({ dataDir: directory });
const client = new pg.Client({ connectionString: postgres.url });
const payram = new PayramSimulator(KEY);

try {
  await client.connect();
  await measure();
} finally {
  await payram.stop();
  await client.end();
  await postgres.stop();
  rmSync(directory, { recursive: true, force: true });
}

/** The kind that is planted at this place, if any; pairs that share a transaction are two places. */
function kindAt(at) {
  const place = at % EVERY;
  if (place === KINDS.indexOf('duplicate_tx') * 2 + 1) return 'duplicate_tx';
  return place % 2 === 0 && place / 2 < KINDS.length ? KINDS[place / 2] : null;
}

function list() {
  const here = [];
  const planted = new Map();
  for (let at = 0; at < PAYMENTS; at += 1) {
    const reference = `pay-${String(at).padStart(9, '0')}`;
    const kind = kindAt(at);
    if (kind !== null && kind !== 'recent') planted.set(reference, kind);
    if (kind !== 'missing_there') payram.payments.set(reference, theirs(reference, kind, at));
    if (kind !== 'missing_here') here.push({ reference, linked: kind !== 'orphan' });
  }
  return { here, planted };
}

function theirs(reference, kind, at) {
  return {
    ...{ reference, invoiceId: null, customerId: 'c', amountUsd: '50', network: at % 3 === 0 ? 'TRX' : 'ETH' },
    state: kind === 'state_diff' || kind === 'recent' ? 'CANCELLED' : 'FILLED',
    filledUsd: kind === 'amount_diff' ? '49.99' : '50',
    txHash: kind === 'duplicate_tx' ? `0xshared${Math.floor(at / 2)}` : `0x${reference}`,
    ...{ createdAt: OLD, updatedAt: kind === 'recent' ? new Date(Date.now() + DAY_MS) : OLD },
  };
}

async function seed({ here }) {
  const state = {
    ...{ status: 'FILLED', seen: ['OPEN', 'FILLED'], facts: { filledUsd: '50', amountUsd: '50' }, exceptions: [] },
    ...{ frozen: false, accepted: [], told: ['settled'], reported: null, newestAt: null, confirmed: null },
  };
  await client.query(
    `insert into payment (id, account_id, kind, reference, status, state, asset, filled, credited, received, user_id, created_at, updated_at)
     select gen_random_uuid(), account.id, 'payram_payment', n.reference, 'FILLED', $3, 'USD', 50, 50, 50,
       case when n.linked then 'bench' end, $4, $4
     from provider_account account, unnest($1::text[], $2::boolean[]) as n (reference, linked)`,
    [here.map(({ reference }) => reference), here.map(({ linked }) => linked), JSON.stringify(state), OLD],
  );
  await client.query('analyze payment');
}

async function measure() {
  const env = {
    ...{ DATABASE_URL: postgres.url, DATA_DIR: directory, PORT: '0', HOST: '127.0.0.1', DEMO: 'false' },
    ...{ LOG_LEVEL: 'info', ALLOW_PRIVATE_ENDPOINTS: '127.0.0.0/8' },
  };
  const token = adminToken(env);
  const gateway = await start(main, [], env);
  const call = async (path, json) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const method = json ? 'POST' : 'GET';
    const response = await fetch(`${gateway.url}/api/admin${path}`, {
      method,
      headers,
      body: json && JSON.stringify(json),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  await call('/provider-accounts', { provider: 'payram', account: 'bench', name: 'Bench', secret: KEY });
  const listed = list();
  await seed(listed);
  await setBaseUrl(gateway, token, await payram.start());
  const before = peakOf(gateway.pid);
  const started = performance.now();
  const report = await finished(call, await call('/reconciliations', { provider: 'payram', account: 'bench' }));
  const seconds = (performance.now() - started) / 1_000;
  const peak = peakOf(gateway.pid);
  await judge({ listed, report, seconds, before, peak });
  await gateway.stop();
}

/** An account without an address is compared by nobody, so that the first comparison is the one that is measured. */
async function setBaseUrl({ url }, token, baseUrl) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const path = `${url}/api/admin/provider-accounts/payram/bench`;
  const response = await fetch(path, { method: 'PATCH', headers, body: JSON.stringify({ baseUrl }) });
  if (!response.ok) throw new Error(`The account was not changed: ${response.status}`);
}

async function finished(call, { id }) {
  for (;;) {
    const report = await call(`/reconciliations/${id}`);
    if (report.state === 'finished') return report;
    if (report.state === 'failed') throw new Error(`The comparison failed: ${report.error}`);
    await delay(50);
  }
}

async function judge({ listed: { planted }, report, seconds, before, peak }) {
  const { rows } = await client.query('select reference, bucket from reconciliation_difference where run_id = $1', [
    report.id,
  ]);
  const found = rows.filter(({ reference, bucket }) => planted.get(reference) === bucket).length;
  const invented = rows.length - found;
  const recent = report.totals.reduce((sum, one) => sum + one.recent, 0);
  console.log(`${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`);
  console.log(
    `${PAYMENTS} payments here against ${payram.payments.size} there, ${payram.server.calls.length} pages: ${seconds.toFixed(1)} s`,
  );
  console.log(`Gateway: ${peak} MiB resident at most, ${before} MiB before`);
  console.log(
    `Differences: ${planted.size} planted, ${found} found, ${invented} invented; ${recent} on their way, left alone`,
  );
  const isGood = found === planted.size && invented === 0 && seconds < MOST_SECONDS && (peak ?? 0) < MOST_MIB;
  if (!isGood) {
    console.error(`Not good enough: all found, none invented, below ${MOST_SECONDS} s and ${MOST_MIB} MiB.`);
    process.exitCode = 1;
  }
}

function adminToken(env) {
  const { stdout, status } = spawnSync(process.execPath, [main, '--issue-token', 'admin', 'bench'], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error('No token could be issued');
  return stdout.trim().split('\n').at(-1);
}

/** The most memory that a process ever had, in MiB, or null where there is no /proc. */
function peakOf(pid) {
  try {
    const [, kib] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kib ? Math.round(Number(kib) / 1024) : null;
  } catch {
    return null;
  }
}
