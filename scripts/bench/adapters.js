// What reading a body with an adapter costs: a typical update, and the worst that a document and a body of 1 MiB can do.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { compile } from '../compile.js';
import { HOSTILE, TYPICAL, WORST_DOCUMENTS } from './adapter-cases.js';

const HELP = `Usage: npm run bench:adapters

Prints the cost of a typical update, then each costly expression on its worst body of 1 MiB: refused when it is saved, or
accepted with the time it takes, what it allocates, and whether it ran out of steps. Takes some seconds.
`;
const COLLECTABLE = ['--expose-gc', '--max-semi-space-size=64'];
const ROUNDS = 5;
const UPDATES = 20_000;

if (process.argv.includes('--help')) console.log(HELP);
else if (globalThis.gc) await measure();
else again();

/** Allocations can be told only by a process that may collect its garbage. */
function again() {
  compile();
  const { status } = spawnSync(process.execPath, [...COLLECTABLE, fileURLToPath(import.meta.url)], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}

async function measure() {
  const engine = await load();
  console.log(`Typical update of ${TYPICAL.expressions} expressions, decoded: ${await typical(engine)}`);
  console.log('\nOne expression on a body of 1 MiB');
  for (const one of HOSTILE) console.log(line(one.name, await hostile(engine, one)));
  console.log('\nA whole document on a body of 1 MiB, cleaners included');
  for (const one of WORST_DOCUMENTS) console.log(line(one.name, await document(engine, one)));
}

async function load() {
  const from = (name) => import(`../../dist/src/modules/adapters/${name}.js`);
  return {
    ...(await from('expression.domain')),
    ...(await from('compiled-adapter.domain')),
    ...(await from('adapter-reading.domain')),
    ...(await from('decode-body')),
  };
}

function line(name, result) {
  return `  ${name.padEnd(58)} ${result}`;
}

async function treeOf({ decodeBody }, body) {
  const { tree } = await decodeBody({ format: 'json' }, Buffer.from(JSON.stringify(body)), 'application/json');
  return tree;
}

async function typical(engine) {
  const adapter = engine.compileAdapter(TYPICAL.document);
  const bytes = Buffer.from(JSON.stringify(TYPICAL.body));
  const tree = await treeOf(engine, TYPICAL.body);
  const defaults = { phoneRegion: 'US' };
  const read = () => engine.readWith(adapter, tree, defaults);
  const perUpdate = fastest(() => repeat(UPDATES, read)) / UPDATES;
  const startedAt = performance.now();
  for (let n = 0; n < UPDATES; n += 1) await engine.decodeBody(adapter.document.decode, bytes, 'application/json');
  const perBody = (performance.now() - startedAt) / UPDATES;
  return `${micro(perUpdate)} to map and clean, ${micro(perBody)} to decode ${bytes.length} bytes`;
}

async function hostile(engine, { expression, body }) {
  const compiled = engine.compileExpression(expression);
  if (!compiled.ok) return `refused: ${compiled.reason}`;
  const tree = await treeOf(engine, body());
  const { failure } = engine.evaluate(compiled.expression, tree);
  const cost = costOf(() => engine.evaluate(compiled.expression, tree));
  return `accepted: ${cost}${failure ? `, ${failure}` : ''}`;
}

async function document(engine, { document, body }) {
  const adapter = engine.compileAdapter(document);
  const tree = await treeOf(engine, body());
  return costOf(() => outcomeOf(() => engine.readWith(adapter, tree, { phoneRegion: 'US' })));
}

function outcomeOf(read) {
  try {
    return read();
  } catch (error) {
    if (error.kind !== 'too_large') throw error;
    return null;
  }
}

function costOf(run) {
  const time = fastest(run);
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  run();
  const allocated = process.memoryUsage().heapUsed - before;
  return `${time.toFixed(1).padStart(6)} ms, ${(allocated / 2 ** 20).toFixed(1).padStart(5)} MiB`;
}

function fastest(run) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    run();
    best = Math.min(best, performance.now() - startedAt);
  }
  return best;
}

function repeat(times, run) {
  for (let n = 0; n < times; n += 1) run();
}

function micro(ms) {
  return `${(ms * 1000).toFixed(1)} µs`;
}
