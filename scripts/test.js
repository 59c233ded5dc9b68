import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { compile } from './compile.js';

const PROJECTS = ['unit', 'architecture', 'integration', 'e2e', 'e2e-redis', 'chaos'];
const REDIS_START_LIMIT_MS = 10_000;
const HELP = `Usage: npm test [-- [--only PROJECT]... [what Jest understands]]

  npm test                                  everything
  npm test -- --only e2e                    one of ${PROJECTS.join(', ')}; repeat it for more
  npm test -- --only unit src/kernel        the files whose path matches
  npm test -- -t 'exact bytes'              the tests whose name matches

One PostgreSQL serves the whole run: an embedded one, or TEST_DATABASE_URL (a superuser, on a server without other use).
The queue, end-to-end and fault tests run on Redis, too: on a redis-server from the PATH, or on TEST_REDIS_URL.
The last line counts the tests; the exit code is Jest's.
`;

const root = fileURLToPath(new URL('..', import.meta.url));

/** Splits the command line into Jest projects and what is Jest's own. */
function readArguments([first, second, ...rest]) {
  if (first === undefined) return { only: [], others: [] };
  if (first !== '--only') {
    const { only, others } = readArguments(second === undefined ? [] : [second, ...rest]);
    return { only, others: [first, ...others] };
  }
  if (!PROJECTS.includes(second)) throw new Error(`--only wants one of ${PROJECTS.join(', ')}.`);
  const { only, others } = readArguments(rest);
  return { only: [second, ...only], others };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** A Redis that keeps nothing on disk; undefined, and said loudly, when none is installed. */
async function startRedis(directory) {
  const port = await freePort();
  const options = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    directory,
  ];
  const redis = spawn('redis-server', options, { stdio: 'ignore' });
  if (redis.pid === undefined) {
    await once(redis, 'error');
    console.error('REDIS LEG LEFT OUT: no redis-server on PATH');
    return undefined;
  }
  process.env.TEST_REDIS_URL = `redis://127.0.0.1:${port}`;
  process.on('exit', () => redis.kill());
  await untilListening(port);
  return redis;
}

async function untilListening(port) {
  const limit = performance.now() + REDIS_START_LIMIT_MS;
  while (!(await accepts(port))) {
    if (performance.now() > limit) throw new Error('redis-server does not start.');
    await delay(20);
  }
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.end());
  });
}

async function runJest(projects, others, results) {
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const node = ['--experimental-vm-modules', '--no-warnings', jest];
  const pace = projects.includes('chaos') ? ['--runInBand'] : [];
  const options = [
    '--json',
    '--outputFile',
    results,
    '--passWithNoTests',
    ...pace,
    ...others,
    '--selectProjects',
    ...projects,
  ];
  const child = spawn(process.execPath, [...node, ...options], { cwd: root, stdio: ['inherit', 'ignore', 'inherit'] });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'exit');
  // Only there when Jest was killed before its teardown. The server over it notices within a minute and ends.
  rmSync(join(tmpdir(), `partner-gateway-test-${child.pid}`), { recursive: true, force: true });
  return code ?? 1;
}

/** The fault tests come last and one file at a time: each starts whole gateways and kills them, and would starve the others. */
function inTurns(projects) {
  const calm = projects.filter((name) => name !== 'chaos');
  const faults = projects.filter((name) => name === 'chaos');
  return [calm, faults].filter((turn) => turn.length > 0);
}

/** A file that could not be run at all counts as one failure. */
function addTo(total, { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites }) {
  total.passed += numPassedTests;
  total.failed += numFailedTests + numRuntimeErrorTestSuites;
  total.skipped += numPendingTests + numTodoTests;
}

async function main() {
  const { only, others } = readArguments(process.argv.slice(2));
  if (!compile()) console.error('TYPES ARE WRONG: the tests run on what was compiled all the same');
  const directory = mkdtempSync(join(tmpdir(), 'partner-gateway-run-'));
  const results = join(directory, 'results.json');
  const redis = process.env.TEST_REDIS_URL ? undefined : await startRedis(directory);
  try {
    const asked = only.length > 0 ? only : PROJECTS;
    const possible = asked.filter((name) => name !== 'e2e-redis' || process.env.TEST_REDIS_URL);
    const total = { passed: 0, failed: 0, skipped: 0 };
    for (const projects of inTurns(possible)) {
      rmSync(results, { force: true });
      const code = await runJest(projects, others, results);
      process.exitCode ||= code;
      if (existsSync(results)) addTo(total, JSON.parse(readFileSync(results, 'utf8')));
    }
    if (total.passed + total.failed === 0) process.exitCode = 1;
    console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  } finally {
    redis?.kill();
    rmSync(directory, { recursive: true, force: true });
  }
}

if (process.argv.includes('--help')) console.log(HELP);
else await main();
