import fc from 'fast-check';
import { type Decidable, decideBatch, type LeadState } from './batch-decision.domain.js';
import type { Match } from './lead-match.domain.js';

/** Stages of a case in order; the last ends it. */
const STAGES = ['received', 'contacted', 'qualifying', 'retainer_sent', 'signed', 'filed', 'settled'];
const standingOf = (code: string | null) => {
  const stage = STAGES.indexOf(code ?? '');
  return stage === -1 ? null : { code: code ?? '', stage, terminal: stage === STAGES.length - 1, alsoFrom: [] };
};

type Report = Decidable & { readonly name: string };

/** One thing that happened, as often as it may be reported: every report of it has the same key. `at` is null without an event time. */
function reportOf(status: string, at: number | null, key = status): Report {
  return {
    name: status,
    dedupe: { key: Buffer.from(key) },
    status: { canonical: status, known: true },
    eventAt: new Date(at ?? 0),
    eventTimeGiven: at !== null,
    standingOf,
  } as unknown as Report;
}

/** Some of the stages, each later than the one before: a course that a case can take. */
const course = fc.subarray(STAGES, { minLength: 1 });
const history = course.map((statuses) => statuses.map((status, at) => reportOf(status, at)));
/** As senders tell of it that know the day alone, or no time at all. */
const roughHistory = fc
  .record({ statuses: course, perDay: fc.integer({ min: 2, max: 4 }), timed: fc.boolean() })
  .map(({ statuses, perDay, timed }) =>
    statuses.map((status, at) => reportOf(status, timed ? Math.floor(at / perDay) : null)),
  );
/** Every report at least once, some again, in any order. */
function arrivalsOf(reports: readonly Report[]) {
  return fc
    .array(fc.nat(reports.length - 1), { maxLength: 8 })
    .chain((again) => {
      const all = [...reports.keys(), ...again];
      return fc
        .shuffledSubarray([...all.keys()], { minLength: all.length })
        .map((order) => order.map((at) => all[at] ?? 0));
    })
    .map((order) => ({ reports, order }));
}
const arrivals = history.chain(arrivalsOf);
/** Whatever senders say, in any order: courses that lead back, wrong clocks, times that are missing now and then. */
const anything = fc.array(
  fc
    .record({ status: fc.constantFrom(...STAGES), at: fc.option(fc.nat(9)), id: fc.nat(9) })
    .map(({ status, at, id }) => reportOf(status, at, `${id}`)),
  { minLength: 1, maxLength: 20 },
);

/** What is left when the reports are decided one by one, each after what the others did. */
function outcomeOf(reports: readonly Report[]) {
  const leads = new Map<string, LeadState>();
  const claimed = new Set<string>();
  const told: string[] = [];
  for (const report of reports) {
    const key = report.dedupe.key.toString('hex');
    const match: Match = { outcome: 'matched', leadId: 'A', by: 'lead_id', teaches: false, steps: [] };
    const facts = {
      matches: new Map([[report, match]]),
      claimed: claimed.has(key) ? new Set<string>() : new Set([key]),
      leads,
    };
    claimed.add(key);
    const decision = decideBatch([report], facts).get(report);
    if (!decision?.moves) continue;
    leads.set('A', { status: report.status.canonical, statusAt: report.eventAt });
    told.push(report.name);
  }
  return { status: leads.get('A')?.status, told };
}

it('ends at the last thing that happened, in whatever order and however often it is reported', () => {
  fc.assert(
    fc.property(fc.oneof(history, roughHistory).chain(arrivalsOf), ({ reports, order }) => {
      const { status } = outcomeOf(order.flatMap((at) => reports[at] ?? []));
      expect(status).toBe(reports.at(-1)?.name);
    }),
    { numRuns: 2_000 },
  );
});

it('tells nothing twice, nothing that was over by then, and the end always', () => {
  fc.assert(
    fc.property(arrivals, ({ reports, order }) => {
      const { told } = outcomeOf(order.flatMap((at) => reports[at] ?? []));
      const stages = told.map((status) => STAGES.indexOf(status));
      expect(stages).toEqual([...new Set(stages)].sort((one, other) => one - other));
      expect(told.at(-1)).toBe(reports.at(-1)?.name);
    }),
    { numRuns: 2_000 },
  );
});

it('tells everything once when it is taken by the time at which it happened, as a replay does', () => {
  fc.assert(
    fc.property(arrivals, ({ reports, order }) => {
      const taken = order.flatMap((at) => reports[at] ?? []).sort((one, other) => +one.eventAt - +other.eventAt);
      expect(outcomeOf([...taken, ...taken]).told).toEqual(reports.map(({ name }) => name));
    }),
    { numRuns: 2_000 },
  );
});

it('lets a repeat change nothing, wherever it comes, and whatever else is said', () => {
  fc.assert(
    fc.property(anything, fc.array(fc.tuple(fc.nat(), fc.nat())), (reports, repeats) => {
      const arrived = [...reports];
      for (const [which, place] of repeats) {
        const first = which % arrived.length;
        const repeat = arrived[first];
        if (repeat) arrived.splice(first + 1 + (place % (arrived.length - first)), 0, repeat);
      }
      expect(outcomeOf(arrived)).toEqual(outcomeOf(reports));
    }),
    { numRuns: 2_000 },
  );
});

it('tells no status twice and never leads back, whatever is said', () => {
  fc.assert(
    fc.property(anything, (reports) => {
      const stages = outcomeOf(reports).told.map((status) => STAGES.indexOf(status));
      expect(stages).toEqual([...new Set(stages)].sort((one, other) => one - other));
    }),
    { numRuns: 2_000 },
  );
});

it('goes by arrival where a course led back: what came late and is older no longer counts', () => {
  const [signed, contacted] = [reportOf('signed', 1), reportOf('contacted', 2)];
  expect(outcomeOf([signed, contacted]).status).toBe('signed');
  expect(outcomeOf([contacted, signed]).status).toBe('contacted');
});

it('goes by arrival where only some reports say when they happened: an arrival is later than any event', () => {
  const [contacted, signed] = [{ ...reportOf('contacted', null), eventAt: new Date(9) }, reportOf('signed', 5)];
  expect(outcomeOf([signed, contacted]).status).toBe('signed');
  expect(outcomeOf([contacted, signed]).status).toBe('contacted');
});
