import fc from 'fast-check';
import { judgeChange, type Standing } from './status-change.domain.js';

const standing = (code: string, stage: number, more: Partial<Standing> = {}): Standing => ({
  code,
  stage,
  terminal: false,
  alsoFrom: [],
  ...more,
});
const CONTACTED = standing('contacted', 20);
const DOCS_REQUESTED = standing('docs_requested', 40);
const DOCS_RECEIVED = standing('docs_received', 50);
const SIGNED = standing('signed', 70);
const PAID = standing('paid', 110, { terminal: true });
const CLOSED = standing('closed', 990, { terminal: true });

const NOON = new Date('2026-03-04T12:00:00Z');
const EARLIER = new Date('2026-03-04T11:59:59.999Z');
const LATER = new Date('2026-03-04T12:00:00.001Z');

const judge = (from: Standing | null, to: Standing | null, at: Date | null = null) =>
  judgeChange({ standing: from, at: from && NOON }, { known: true, standing: to, at });

const MOVES = { outcome: 'applied', moves: true };
const STAYS = { outcome: 'applied', moves: false };
const STALE = { outcome: 'stale', moves: false };

it.each([
  ['nothing to any', null, CONTACTED, MOVES],
  ['nothing to a terminal one', null, CLOSED, MOVES],
  ['one stage on', CONTACTED, DOCS_REQUESTED, MOVES],
  ['several stages on', CONTACTED, SIGNED, MOVES],
  ['to a terminal one', SIGNED, CLOSED, MOVES],
  ['to a terminal one of a lower stage', standing('late', 950), PAID, MOVES],
  ['the same again', SIGNED, SIGNED, STAYS],
  ['the same terminal one again', PAID, PAID, STAYS],
  ['one stage back', SIGNED, DOCS_RECEIVED, STALE],
  ['to another of the same stage', SIGNED, standing('retained', 70), STALE],
  ['from a terminal one back', PAID, SIGNED, STALE],
  ['from a terminal one to a higher one', PAID, CLOSED, STALE],
  ['known to change nothing', SIGNED, null, STAYS],
])('%s', (_, from, to, expected) => {
  expect(judge(from, to)).toEqual(expected);
});

it('goes back where the row of the reported status allows it', () => {
  const again = { ...DOCS_REQUESTED, alsoFrom: ['docs_received'] };
  expect(judge(DOCS_RECEIVED, again)).toEqual(MOVES);
  expect(judge(SIGNED, again)).toEqual(STALE);
});

it('leaves no terminal status, even where the row would allow it', () => {
  expect(judge(PAID, { ...SIGNED, alsoFrom: ['paid'] })).toEqual(STALE);
});

it.each([
  ['older than the last applied', EARLIER, STALE],
  ['as old as the last applied', NOON, MOVES],
  ['newer than the last applied', LATER, MOVES],
  ['not told', null, MOVES],
])('moves on by the time of the event: %s', (_, at, expected) => {
  expect(judge(CONTACTED, SIGNED, at)).toEqual(expected);
});

it('keeps an older report of the same status as stale', () => {
  expect(judge(SIGNED, SIGNED, EARLIER)).toEqual(STALE);
});

it('leaves a lead where it is when the status is not mapped, whatever its time', () => {
  for (const from of [null, SIGNED, PAID])
    expect(judgeChange({ standing: from, at: NOON }, { known: false, standing: null, at: EARLIER })).toEqual({
      outcome: 'unmapped',
      moves: false,
    });
});

it('never leads back: a move goes up or ends, and never from the end', () => {
  const any = fc.record({
    code: fc.string(),
    stage: fc.integer({ min: 0, max: 3 }),
    terminal: fc.boolean(),
    alsoFrom: fc.constant([]),
  });
  const time = fc.option(fc.date({ noInvalidDate: true }));
  fc.assert(
    fc.property(any, fc.option(any), time, time, fc.boolean(), (current, standing, currentAt, at, known) => {
      const { moves } = judgeChange({ standing: current, at: currentAt }, { known, standing, at });
      if (!moves || !standing) return expect(moves).toBe(false);
      expect(current.terminal).toBe(false);
      return expect(standing.terminal || standing.stage > current.stage).toBe(true);
    }),
  );
});
