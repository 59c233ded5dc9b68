const BINS = [0.6, 0.7, 0.8, 0.9, 0.95, 1.01];
const AUTO_PRECISION = 0.97;

const shareRight = (lines) => (lines.length === 0 ? null : lines.filter(({ right }) => right).length / lines.length);

/** By confidence: how many proposals, and how many of them were right. 0.9 should mean nine in ten. */
export function calibrationOf(lines) {
  const made = lines.filter((line) => line.made);
  return BINS.slice(0, -1).map((from, at) => {
    const inBin = made.filter(({ confidence }) => confidence >= from && confidence < BINS[at + 1]);
    return { from, proposals: inBin.length, right: shareRight(inBin) };
  });
}

/**
 * The bound of confidence that is right 97 times in 100, fitted on all formats but one and tried on that one, for each in
 * turn: what a bound that has never seen a vendor is worth.
 */
export function leaveOneOut(lines) {
  const made = lines.filter((line) => line.made);
  const formats = new Set(made.map(({ format }) => format));
  const taken = [...formats].flatMap((format) => {
    const bound = boundIn(made.filter((line) => line.format !== format));
    return made.filter((line) => line.format === format && line.confidence >= bound);
  });
  return { proposals: taken.length, right: shareRight(taken) };
}

function boundIn(lines) {
  const bounds = [...new Set(lines.map(({ confidence }) => confidence))].sort((one, other) => one - other);
  const isEnough = (bound) => shareRight(lines.filter(({ confidence }) => confidence >= bound)) >= AUTO_PRECISION;
  return bounds.find(isEnough) ?? 1;
}
