import fc from 'fast-check';
import { type Decidable, decideBatch, type LeadState } from './batch-decision.domain.js';
import type { Match } from './lead-match.domain.js';
import type { Standing } from './status-change.domain.js';

const stage = (code: string, at: number, terminal = false): Standing => ({ code, stage: at, terminal, alsoFrom: [] });
const CATALOGUE = new Map(
  [stage('contacted', 20), stage('signed', 70), stage('filed', 80), stage('closed', 990, true)].map((one) => [
    one.code,
    one,
  ]),
);
const NOON = new Date('2026-03-04T12:00:00Z');

type Update = Decidable & { readonly lead: string; readonly name: string };
type Said = {
  readonly lead?: string;
  readonly known?: boolean;
  readonly at?: Date;
  readonly notify?: boolean;
  readonly environment?: 'live' | 'sandbox';
};

/** A report on lead `a` that says `canonical`. Equal names are repeats. */
function update(name: string, canonical: string | null, said: Said = {}): Update {
  const { lead = 'a', known = true, at, notify = true, environment = 'live' } = said;
  return {
    name,
    lead,
    dedupe: { key: Buffer.from(name) },
    status: { canonical, known },
    eventAt: at ?? NOON,
    eventTimeGiven: at !== undefined,
    notify,
    caller: { environment },
    standingOf: (code) => CATALOGUE.get(code ?? '') ?? null,
  };
}

const matched = (leadId: string): Match => ({ outcome: 'matched', leadId, by: 'lead_id', teaches: true, steps: [] });

/** Decides with every report matched to its lead, and every key free unless it is said to be taken. */
function decide(updates: readonly Update[], leads: Record<string, LeadState> = {}, taken: readonly string[] = []) {
  const names = updates.map(({ name }) => name).filter((name) => !taken.includes(name));
  const decisions = decideBatch(updates, {
    matches: new Map(updates.map((one) => [one, matched(one.lead)])),
    claimed: new Set(names.map((name) => Buffer.from(name).toString('hex'))),
    leads: new Map(Object.entries(leads)),
  });
  return updates.map((one) => decisions.get(one));
}

const outcomesOf = (decided: ReturnType<typeof decide>) =>
  decided.map((one) => `${one?.outcome}${one?.moves ? '!' : ''}`);

it('decides in order of arrival: the second sees what the first did', () => {
  const updates = [update('1', 'signed'), update('2', 'contacted'), update('3', 'filed'), update('4', 'filed')];
  expect(outcomesOf(decide(updates))).toEqual(['applied!', 'stale', 'applied!', 'applied']);
});

it('keeps leads apart', () => {
  const updates = [update('1', 'signed'), update('2', 'contacted', { lead: 'b' })];
  expect(outcomesOf(decide(updates))).toEqual(['applied!', 'applied!']);
});

it('starts where the lead stands', () => {
  const leads = { a: { status: 'closed', statusAt: NOON }, b: { status: 'signed', statusAt: NOON } };
  const updates = [update('1', 'filed'), update('2', 'filed', { lead: 'b' })];
  expect(outcomesOf(decide(updates, leads))).toEqual(['stale', 'applied!']);
});

it('knows a repeat within the batch, and one of an earlier batch', () => {
  const updates = [update('1', 'signed'), update('1', 'signed'), update('2', 'filed')];
  expect(outcomesOf(decide(updates, {}, ['2']))).toEqual(['applied!', 'duplicate', 'duplicate']);
});

it('compares the times of events only when they were given', () => {
  const leads = { a: { status: 'contacted', statusAt: NOON } };
  const before = new Date(NOON.getTime() - 1);
  expect(outcomesOf(decide([update('1', 'signed', { at: before })], leads))).toEqual(['stale']);
  const unsaid = { ...update('1', 'signed'), eventAt: before };
  expect(outcomesOf(decide([unsaid], leads))).toEqual(['applied!']);
});

it('parks what is not mapped, and moves nothing', () => {
  const [unmapped, next] = decide([update('1', null, { known: false }), update('2', 'contacted')]);
  expect(unmapped).toMatchObject({ outcome: 'unmapped', parked: 'status_unmapped', moves: false });
  expect(next).toMatchObject({ outcome: 'applied', parked: null, moves: true });
});

it('applies a status that is known to change nothing', () => {
  expect(decide([update('1', null)])[0]).toMatchObject({ outcome: 'applied', parked: null, moves: false });
});

it('parks what was not matched, a repeat of it too, and claims no key for it', () => {
  const updates = ['1', '1', '2', '3'].map((name) => update(name, 'signed'));
  const matches = new Map<Update, Match>(updates.map((one) => [one, { outcome: 'ambiguous', steps: [] }]));
  const [, , contradictory, unasked] = updates;
  if (contradictory) matches.set(contradictory, { outcome: 'ambiguous', disagree: true, steps: [] });
  if (unasked) matches.delete(unasked);
  const decisions = [...decideBatch(updates, { matches, claimed: new Set(), leads: new Map() }).values()];
  expect(decisions.map(({ outcome, parked }) => [outcome, parked])).toEqual([
    ['parked', 'lead_ambiguous'],
    ['parked', 'lead_ambiguous'],
    ['parked', 'identifiers_disagree'],
    ['parked', 'lead_not_found'],
  ]);
});

it('changes none of the facts it was given', () => {
  const leads = new Map([['a', { status: 'contacted', statusAt: NOON }]]);
  const one = update('1', 'signed');
  const claimed = new Set([one.dedupe.key.toString('hex')]);
  decideBatch([one], { matches: new Map([[one, matched('a')]]), claimed, leads });
  expect([leads.get('a')?.status, claimed.size]).toEqual(['contacted', 1]);
});

const reports = fc.array(
  fc.record({
    lead: fc.constantFrom('a', 'b'),
    canonical: fc.constantFrom('contacted', 'signed', 'filed', 'closed', null),
  }),
  { maxLength: 8 },
);

it('does the same however often reports are repeated after they first came', () => {
  const repeats = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 12 });
  fc.assert(
    fc.property(reports, repeats, (said, again) => {
      const once = said.map(({ lead, canonical }, at) => update(String(at), canonical, { lead }));
      const more = [...once];
      for (const [which, where] of again) repeat(more, which, where);
      expect(movesOf(more)).toEqual(movesOf(once));
    }),
  );
});

it('does the same in one batch as one by one', () => {
  fc.assert(
    fc.property(reports, (said) => {
      const updates = said.map(({ lead, canonical }, at) => update(String(at), canonical, { lead }));
      const leads: Record<string, LeadState> = {};
      const alone = updates.flatMap((one) => {
        const [decision] = decide([one], leads);
        if (decision?.moves) leads[one.lead] = { status: one.status.canonical, statusAt: one.eventAt };
        return outcomesOf([decision]);
      });
      expect(outcomesOf(decide(updates))).toEqual(alone);
    }),
  );
});

/** Puts a copy of one of the reports anywhere behind it. */
function repeat(updates: Update[], which: number, where: number): void {
  const at = updates.length === 0 ? -1 : which % updates.length;
  const one = updates[at];
  if (one) updates.splice(at + 1 + (where % (updates.length - at)), 0, { ...one });
}

/** The moves, in order: lead and status. */
function movesOf(updates: readonly Update[]): string[] {
  const decided = decide(updates);
  return updates.flatMap(({ lead, status }, at) => (decided[at]?.moves ? [`${lead} ${status.canonical}`] : []));
}

describe('a match by name', () => {
  const byName: Match = { outcome: 'matched', leadId: 'a', by: 'name', teaches: false, steps: [] };
  const parkedAs = (one: Update, match: Match = byName) => {
    const claimed = new Set([one.dedupe.key.toString('hex')]);
    const decision = decideBatch([one], { matches: new Map([[one, match]]), claimed, leads: new Map() }).get(one);
    return `${decision?.outcome} ${decision?.parked}`;
  };

  it('is applied, and waits for an operator where somebody would be told', () => {
    expect(parkedAs(update('1', 'signed'))).toBe('applied match_unconfirmed');
    expect(parkedAs(update('1', 'signed'), matched('a'))).toBe('applied null');
  });

  it('waits for nobody where nobody would be told', () => {
    expect(parkedAs(update('1', 'signed', { notify: false }))).toBe('applied null');
    expect(parkedAs(update('1', 'signed', { environment: 'sandbox' }))).toBe('applied null');
    expect(parkedAs(update('1', null))).toBe('applied null');
    expect(parkedAs(update('1', null, { known: false }))).toBe('unmapped status_unmapped');
  });
});
