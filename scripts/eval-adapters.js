import { compile } from './compile.js';
import { calibrationOf, leaveOneOut } from './eval/calibration.js';
import { formatsOf, samplesOf } from './eval/formats.js';

const HELP = `Usage: npm run eval:adapters [-- [--details] [SET]...]

Proposes an adapter for every labelled format of eval/formats/ and compares what it reads with the label.
Recall: right proposals / fields present. Precision: right proposals / proposals made. A field that should be empty and
is proposed is a wrong proposal; one that is there and not proposed, or has another value, is a miss.

  SET         a directory of eval/formats/; all of them if left out
  --details   every miss and wrong proposal, by format; never of held-out
  --check     ends with 1 when one sample without delivered leads gives less than recall 0.92 and precision 0.90, or
              less than precision 0.97 in the auto band
`;

const GOALS = { recall: 0.92, precision: 0.9, auto: 0.97 };
const SETS = ['given', 'development', 'shapes', 'held-out'];
/** What is known beside the samples. */
const KNOWLEDGE = {
  'no delivered leads': () => [],
  'delivered leads, ids only': ({ leadId }) => (leadId ? [{ id: leadId }] : []),
  'delivered leads, echo': (expected) => (expected.leadId ? [leadOf(expected)] : []),
};

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
  for (const [figure, goal] of Object.entries(GOALS)) {
    if (reached[figure] >= goal) continue;
    console.error(`BELOW THE GOAL: ${set}, ${figure} ${reached[figure].toFixed(3)}, wanted ${goal}`);
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
  printFields(lines);
  if (samples === 1) printCalibration(lines);
  if (samples === 1 && process.argv.includes('--check')) check(set, lines);
  if (process.argv.includes('--details') && set !== 'held-out') printDetails(lines);
}

async function main() {
  const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  for (const set of asked.length > 0 ? asked : SETS) {
    for (const samples of [1, 3]) {
      for (const knowledge of Object.keys(KNOWLEDGE)) await report(set, samples, knowledge);
    }
  }
}

if (process.argv.includes('--help')) console.log(HELP);
else if (compile()) await main();
else process.exitCode = 1;
