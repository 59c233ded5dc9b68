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

/** One thing that happened, as often as it may be reported: every report of it has the same key. */
function reportOf(status: string, at: number): Report {
  return {
    name: status,
    dedupe: { key: Buffer.from(status) },
    status: { canonical: status, known: true },
    eventAt: new Date(at),
    eventTimeGiven: true,
    standingOf,
  } as unknown as Report;
}

/** A course that a case can take: some of the stages, each later than the one before. */
const history = fc
  .subarray(STAGES, { minLength: 1 })
  .map((statuses) => statuses.map((status, at) => reportOf(status, at)));
/** Every report at least once, some again, in any order. */
const arrivals = history.chain((reports) =>
  fc
    .array(fc.nat(reports.length - 1), { maxLength: 8 })
    .chain((again) => {
      const all = [...reports.keys(), ...again];
      return fc
        .shuffledSubarray([...all.keys()], { minLength: all.length })
        .map((order) => order.map((at) => all[at] ?? 0));
    })
    .map((order) => ({ reports, order })),
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
    fc.property(arrivals, ({ reports, order }) => {
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
