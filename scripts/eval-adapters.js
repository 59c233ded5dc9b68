import { compile } from './compile.js';
import { calibrationOf, leaveOneOut } from './eval/calibration.js';
import { formatsOf, samplesOf } from './eval/formats.js';

const HELP = `Usage: npm run eval:adapters [-- [--details] [SET]...]

Proposes an adapter for every labelled format of eval/formats/ and compares what it reads with the label.
Recall: right proposals / fields present. Precision: right proposals / proposals made. A field that should be empty and
is proposed is a wrong proposal; one that is there and not proposed, or has another value, is a miss.

Ends with 1 when one sample without delivered leads gives less than was promised (docs/adapters.md, Proposals).

  SET         a directory of eval/formats/; all of them if left out
  --details   every miss and wrong proposal, by format; never of formats that are held out
  --check     only what was promised: one sample, no delivered leads
`;

/** What the formats that the code was fitted on give at least, and those that it was not. */
const FITTED = { recall: 0.95, precision: 0.95, auto: 0.97 };
const UNSEEN = { recall: 0.92, precision: 0.92, auto: 0.97 };
const PROMISED = {
  given: FITTED,
  development: FITTED,
  shapes: FITTED,
  'held-out': UNSEEN,
  'held-out-shapes': UNSEEN,
};
/** Formats of which only totals are looked at. */
const isHeldOut = (set) => PROMISED[set] === UNSEEN;
const [ONLY_CHECK, DETAILS] = ['--check', '--details'].map((flag) => process.argv.includes(flag));
/** What is known beside the samples. */
const KNOWLEDGE = {
  'no delivered leads': () => [],
  'delivered leads, ids only': ({ leadId }) => (leadId ? [{ id: leadId }] : []),
  'delivered leads, echo': (expected) => (expected.leadId ? [leadOf(expected)] : []),
};
/** Samples, and what is known beside them. */
const ROUNDS = (ONLY_CHECK ? [1] : [1, 3]).flatMap((samples) =>
  Object.keys(KNOWLEDGE)
    .slice(0, ONLY_CHECK ? 1 : undefined)
    .map((knowledge) => [samples, knowledge]),
);

function leadOf({ leadId, phone, email, name }) {
  const words = name?.split(' ') ?? [];
  return {
    id: leadId,
    ...(phone && { phone }),
    ...(email && { email }),
    ...(words.length > 1 && { firstName: words.slice(0, -1).join(' '), lastName: words.at(-1) }),
  };
}

async function evaluate(set, samples, knowledge) {
  const { propose } = await import('../dist/src/modules/adapters/propose/propose.js');
  const { compared, readingOf } = await import('./eval/compare.js');
  const lines = [];
  for (const format of formatsOf(set)) {
    if (samples > 1 && !format.more?.length) continue;
    const region = format.hints?.defaultRegion ?? 'US';
    const given = samplesOf(format, samples);
    const findDelivered = async () => KNOWLEDGE[knowledge](format.expected);
    const { adapter, fields } = await propose(given, { defaultRegion: region, findDelivered });
    const read = await readingOf(adapter, given[0], region);
    lines.push(...compared(format.expected, read, fields).map((line) => ({ format: format.name, ...line })));
  }
  return lines;
}

function figures(lines) {
  const count = (wanted) => lines.filter(wanted).length;
  const [present, made, right] = [count((one) => one.present), count((one) => one.made), count((one) => one.right)];
  const share = (part, whole) => (whole === 0 ? '    –' : (part / whole).toFixed(3));
  return `recall ${share(right, present)}  precision ${share(right, made)}  (${right} right, ${made} proposed, ${present} present)`;
}

function print(title, lines) {
  console.log(`\n${title}\n  all      ${figures(lines)}`);
  for (const band of ['auto', 'check']) {
    const inBand = lines.filter((line) => line.band === band);
    console.log(`  ${band.padEnd(8)} ${figures(inBand)}`);
  }
}

function printFields(lines) {
  for (const label of new Set(lines.map((line) => line.label))) {
    console.log(`  ${label.padEnd(14)} ${figures(lines.filter((line) => line.label === label))}`);
  }
}

function printCalibration(lines) {
  const bins = calibrationOf(lines).filter(({ proposals }) => proposals > 0);
  for (const { from, proposals, right } of bins) {
    console.log(`  confidence from ${from.toFixed(2)}: ${proposals} proposals, ${right.toFixed(3)} right`);
  }
  const { proposals, right } = leaveOneOut(lines);
  console.log(`  bound fitted on the other formats: ${proposals} proposals, ${right?.toFixed(3) ?? '–'} right`);
}

function check(set, lines) {
  const share = (part, whole) => lines.filter(part).length / Math.max(1, lines.filter(whole).length);
  const isAuto = ({ band, made }) => made && band === 'auto';
  const reached = {
    recall: share(
      ({ right }) => right,
      ({ present }) => present,
    ),
    precision: share(
      ({ right }) => right,
      ({ made }) => made,
    ),
    auto: share((line) => isAuto(line) && line.right, isAuto),
  };
  for (const [figure, least] of Object.entries(PROMISED[set] ?? {})) {
    if (reached[figure] >= least) continue;
    console.error(`BELOW WHAT WAS PROMISED: ${set}, ${figure} ${reached[figure].toFixed(3)}, not ${least}`);
    process.exitCode = 1;
  }
}

function printDetails(lines) {
  for (const { format, label, wanted, given, band, confidence, expression, right } of lines) {
    if (right || (wanted === null && given === null)) continue;
    console.log(
      `  ${format}.${label}: wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(given)} (${band} ${confidence}) ${expression ?? ''}`,
    );
  }
}

async function report(set, samples, knowledge) {
  const lines = await evaluate(set, samples, knowledge);
  if (lines.length === 0) return;
  const formats = new Set(lines.map(({ format }) => format)).size;
  print(`${set}, ${samples} sample${samples > 1 ? 's' : ''}, ${knowledge}: ${formats} formats`, lines);
  if (knowledge !== 'no delivered leads') return;
  if (samples === 1) check(set, lines);
  if (ONLY_CHECK) return;
  printFields(lines);
  if (samples === 1) printCalibration(lines);
  if (DETAILS && !isHeldOut(set)) printDetails(lines);
}

async function main() {
  const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  for (const set of asked.length > 0 ? asked : Object.keys(PROMISED)) {
    for (const [samples, knowledge] of ROUNDS) await report(set, samples, knowledge);
  }
}

if (process.argv.includes('--help')) console.log(HELP);
else if (compile()) await main();
else process.exitCode = 1;
