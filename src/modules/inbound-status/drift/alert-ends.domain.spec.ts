import { overAmong, withinBounds } from './alert-ends.domain.js';
import { DRIFT_SENTENCES, SIGNALS, type Sighting, type Signal } from './drift-signal.domain.js';

function sighting(signal: Signal, change: Partial<Sighting> = {}): Sighting {
  return { signal, subject: 'x', occasion: '2026-03-02', version: 1, details: {}, ...change };
}

const seen = { sightings: [], today: '2026-03-02', anyReceipts: true, isKnown: () => false };
const over = (one: Sighting, change: object = {}) => overAmong([one], { ...seen, ...change }).length === 1;

it('ends silence and missing paths once they are not seen any more', () => {
  for (const signal of ['silence', 'mapped_path_gone'] as const) {
    expect(over(sighting(signal))).toBe(true);
    expect(over(sighting(signal), { sightings: [sighting(signal)] })).toBe(false);
    expect(over(sighting(signal), { sightings: [sighting(signal, { subject: 'y' })] })).toBe(true);
  }
  expect(over(sighting('mapped_path_gone'), { anyReceipts: false })).toBe(false);
});

it('ends a raw status once it has a meaning, asked with its sub-status', () => {
  const asked: unknown[] = [];
  const isKnown = (...status: unknown[]) => asked.push(status) > 0;
  expect(over(sighting('raw_status_unknown', { details: { status: 'A', subStatus: 'B' } }), { isKnown })).toBe(true);
  expect(over(sighting('raw_status_unknown', { details: { status: 'A', subStatus: null } }), { isKnown })).toBe(true);
  expect(over(sighting('raw_status_unknown', { details: { status: 'A', subStatus: null } }))).toBe(false);
  expect(asked).toEqual([
    ['A', 'B'],
    ['A', null],
  ]);
});

it('ends a share with its day, and leaves to people what only they can tell', () => {
  for (const signal of ['unmapped_share', 'unmatched_share', 'values_refused'] as const) {
    expect([over(sighting(signal)), over(sighting(signal), { today: '2026-03-03' })]).toEqual([false, true]);
  }
  for (const signal of ['type_changed', 'field_suggested'] as const) {
    expect(over(sighting(signal), { today: '2026-03-03' })).toBe(false);
  }
});

it('tells of 50 raw statuses at most, and sees again what is told already', () => {
  const status = (at: number) => sighting('raw_status_unknown', { subject: `s${at}` });
  const open = Array.from({ length: 49 }, (_, at) => status(at));
  const found = [status(0), status(100), status(101), sighting('silence')];
  expect(withinBounds(open, found)).toEqual([status(0), status(100), sighting('silence')]);
});

it('says of every signal what happened and what to do, with every figure filled in', () => {
  const numbers = { share: 0.061, of: 33, usual: 0.02, limitHours: 24, confidence: 0.9 };
  const texts = {
    field: 'Status',
    since: '2026-03-01',
    was: 'value',
    is: 'list',
    expression: 'a.b',
    status: 'A',
    subStatus: 'B',
  };
  for (const signal of SIGNALS) {
    const sentence = DRIFT_SENTENCES[signal]({ subject: 'lead.x', details: { ...numbers, ...texts } });
    expect(sentence).toMatch(/^.{20,}\. .{15,}\.$/);
    expect(sentence).not.toMatch(/undefined|NaN/);
  }
});
