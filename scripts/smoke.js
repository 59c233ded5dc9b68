import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const START_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 30_000;
const NEWS_LIMIT_MS = 10_000;
const POLL_MS = 100;

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

/** What each printed line shows, in the order of the tour. */
const TOUR = [
  ['the demo lead is with its partner', leadIsDelivered],
  ['the first report moves the lead', statusIsSigned],
  ['the user was told once', toldOnce],
  ['a dry run says what would happen', dryRunSucceeds],
  ['another lead is taken', leadIsTaken],
  ['every webhook left a receipt', receiptsAreKept],
  ['a payment is made at the provider', paymentIsMade],
  ['the provider reports it paid, once', paymentIsPaid],
  ['the payment is shown with its ledger', paymentIsShown],
];

/** `npm start` as a newcomer runs it, on a free port and in a directory of its own. */
function start(dataDir) {
  const env = { ...process.env, DATA_DIR: dataDir, PORT: '0' };
  for (const name of ['DATABASE_URL', 'REDIS_URL', 'NODE_ENV', 'DEMO', 'ROLE', 'HOST']) delete env[name];
  const child = spawn('npm', ['start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const gateway = { child, output: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    gateway.output += text;
  });
  return gateway;
}

async function untilTrue(what, limitMs, fact) {
  const limit = performance.now() + limitMs;
  while (!(await fact())) {
    if (performance.now() > limit) throw new Error(`Waited ${limitMs / 1_000} s in vain for ${what}.`);
    await delay(POLL_MS);
  }
}

/** The curl lines that the gateway printed after it listened. */
async function printedLines(gateway) {
  await untilTrue('the printed tour', START_LIMIT_MS, () => {
    if (gateway.child.exitCode !== null) throw new Error(`The gateway ended with ${gateway.child.exitCode}.`);
    return linesOf(gateway.output).length === TOUR.length;
  });
  assert.match(gateway.output, /"listening"/);
  return linesOf(gateway.output);
}

function linesOf(output) {
  return output.split('\n').filter((line, at, all) => line.startsWith('curl ') && at < all.length - 1);
}

/** Runs a line as it was printed, in a shell; answers its JSON. */
async function paste(line) {
  const { stdout } = await run('sh', ['-c', line]);
  return JSON.parse(stdout);
}

async function leadIsDelivered(line) {
  const { state, deliveries } = await paste(line);
  assert.equal(state, 'delivered');
  assert.equal(deliveries.length, 1);
  assert.equal(deliveries[0].state, 'delivered');
}

async function statusIsSigned(line) {
  const first = await paste(line);
  assert.deepEqual([first.Status, first.Outcome, first.CanonicalStatus], ['success', 'applied', 'signed']);
  const again = await paste(line);
  assert.deepEqual([again.Status, again.Outcome, again.LeadId], ['success', 'duplicate', first.LeadId]);
}

async function toldOnce(line) {
  await untilTrue('the notification', NEWS_LIMIT_MS, async () => (await paste(line)).items.length > 0);
  assert.equal((await paste(line)).items.length, 1);
}

async function dryRunSucceeds(line) {
  const answer = await paste(line);
  assert.equal(answer.Status, 'test_success');
  assert.equal(answer.status_resolution.normalized_status, 'signed');
}

async function leadIsTaken(line) {
  const first = await paste(line);
  assert.equal(first.partner.slug, 'smith-law');
  assert.deepEqual(await paste(line), first, 'a repeat under the same Idempotency-Key gets the same answer');
}

async function receiptsAreKept(line) {
  const { items } = await paste(line);
  assert.deepEqual(
    items.map(({ outcome }) => outcome),
    ['duplicate', 'applied'],
  );
}

let reference;

async function paymentIsMade(line) {
  const made = await paste(line);
  assert.deepEqual(await paste(line), made, 'a repeat under the same Idempotency-Key gets the same answer');
  reference = made.reference;
}

async function paymentIsPaid(line) {
  const paid = line.replaceAll('REFERENCE', reference);
  assert.equal((await paste(paid)).outcome, 'applied');
  assert.equal((await paste(paid)).outcome, 'duplicate');
}

async function paymentIsShown(line) {
  const { items } = await paste(line);
  assert.deepEqual(
    items.map(({ status, credited, asset }) => [status, credited, asset]),
    [['FILLED', '49.99', 'USD']],
  );
}

async function takeTour(gateway) {
  const lines = await printedLines(gateway);
  for (const [at, [says, check]] of TOUR.entries()) {
    await check(lines[at]);
    console.log(`ok  ${says}`);
  }
}

/** SIGTERM must end it with 0 in 30 seconds. */
async function stop({ child }) {
  const started = performance.now();
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  const [code, signal] = await exited;
  clearTimeout(timer);
  assert.deepEqual([code, signal], [0, null], 'SIGTERM ends the gateway with exit code 0');
  console.log(`ok  SIGTERM ends it in ${Math.round(performance.now() - started)} ms`);
}

async function main() {
  const dataDir = mkdtempSync(join(tmpdir(), 'partner-gateway-smoke-'));
  // PostgreSQL does not run as root: its account has to reach its files.
  chmodSync(dataDir, 0o711);
  let gateway = start(dataDir);
  try {
    await takeTour(gateway);
    await stop(gateway);
    gateway = start(dataDir);
    const [lead] = await printedLines(gateway);
    assert.equal((await paste(lead)).status, 'signed');
    console.log('ok  a second start finds everything');
    await stop(gateway);
  } finally {
    if (gateway.child.exitCode === null) gateway.child.kill('SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

await main();
