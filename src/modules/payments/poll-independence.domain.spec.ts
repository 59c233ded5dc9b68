import fc from 'fast-check';
import { type Decimal, parseAmount, ZERO } from '../../kernel/money.js';
import { applyEvent } from './apply-event.domain.js';
import { confirm } from './confirm.domain.js';
import { type Facts, NOTHING, type PaymentState, type ProviderEvent } from './payment-state.domain.js';
import { type Standing, settle, type Terms } from './settle.domain.js';

const RUNS = 5_000;
const amount = (text: string) => parseAmount(text) as Decimal;
const NOW = new Date('2026-11-01T12:00:00.000Z');
const OWNER = { userId: 'u', amount: amount('50'), currency: 'USD' };
const TERMS: Terms = { recheck: 'always', latePayments: 'hold', tolerance: ZERO, canCheck: true };

type Step = readonly [status: string, filledUsd?: string];
/** One of PayRam's own histories, and what may be credited without a person in the end. */
const HISTORIES: readonly { readonly steps: readonly Step[]; readonly credited: string; readonly early: string }[] = [
  { steps: [['OPEN'], ['FILLED', '50']], credited: '50', early: '50' },
  { steps: [['OPEN'], ['PARTIALLY_FILLED', '20'], ['FILLED', '50']], credited: '50', early: '50' },
  { steps: [['OPEN'], ['PARTIALLY_FILLED', '20'], ['OVER_FILLED', '60']], credited: '60', early: '60' },
  { steps: [['OPEN'], ['CANCELLED']], credited: '0', early: '0' },
  { steps: [['OPEN'], ['PARTIALLY_FILLED', '20'], ['CANCELLED', '20']], credited: '20', early: '20' },
  { steps: [['OPEN'], ['CANCELLED'], ['FILLED', '50']], credited: '50', early: '0' },
  { steps: [['OPEN'], ['CANCELLED'], ['PARTIALLY_FILLED', '20'], ['FILLED', '50']], credited: '50', early: '0' },
  { steps: [['OPEN'], ['PARTIALLY_FILLED', '20'], ['CANCELLED', '20'], ['FILLED', '50']], credited: '50', early: '20' },
];

/** `atEnd`: what was credited when the gateway learned that the link had run out; null while it does not know. */
type Seen = { state: PaymentState; standing: Standing; credited: Decimal; atEnd: Decimal | null };

const START: Seen = {
  state: NOTHING,
  standing: {
    ...{ kind: 'payram_payment', credited: ZERO, returned: ZERO, exceptions: [], owner: OWNER },
    ...{ createdAt: NOW, lastEventAt: null, nextCheckAt: null, checkStep: 0 },
  },
  credited: ZERO,
  atEnd: null,
};

function factsOf([, filled]: Step): Facts {
  return filled === undefined ? {} : { filledUsd: amount(filled) };
}

function settled(before: Seen, state: PaymentState, from: 'webhook' | 'check', asks: boolean): Seen {
  const after = settle(before.standing, TERMS, { state, asks, from, now: NOW, draw: 0.5 });
  const { credited, state: kept } = after;
  const atEnd = before.atEnd ?? (kept.status === 'CANCELLED' ? credited : null);
  return { state: kept, credited, standing: { ...before.standing, credited, exceptions: kept.exceptions }, atEnd };
}

function told(before: Seen, step: Step, at: number): Seen {
  const time = new Date(NOW.getTime() + at * 60_000);
  const event: ProviderEvent = {
    ...{ kind: 'payram_payment', reference: 'r', status: step[0], rawStatus: step[0], at: time, facts: factsOf(step) },
    ...{ progress: false, verified: true, known: true, flaws: [] },
  };
  const { state, asks } = applyEvent(before.state, event);
  return settled(before, state, 'webhook', asks);
}

function polled(before: Seen, step: Step): Seen {
  const answer = { status: step[0], facts: { ...factsOf(step), amountUsd: OWNER.amount } };
  const asked = { ...OWNER, tolerance: ZERO };
  return settled(before, confirm('payram_payment', before.state, answer, asked), 'check', false);
}

/** What may happen: PayRam goes on; it is asked; one of the webhooks so far arrives, perhaps again. */
type Happening = 'on' | 'poll' | { readonly webhook: number };
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.constant('on' as const),
  fc.constant('poll' as const),
  fc.nat({ max: 10 }).map((webhook) => ({ webhook })),
);

/** Where the gateway stands when all that may happen has happened, and PayRam was asked once more. */
function played(steps: readonly Step[], happenings: readonly Happening[]): Seen {
  let at = 0;
  let seen = START;
  for (const one of happenings) {
    if (one === 'on') at = Math.min(at + 1, steps.length - 1);
    else if (one === 'poll') seen = polled(seen, steps[at] as Step);
    else seen = told(seen, steps[one.webhook % (at + 1)] as Step, one.webhook % (at + 1));
  }
  return polled(seen, steps.at(-1) as Step);
}

it('ends as PayRam has it, whatever was told late, twice or not at all, and whenever PayRam was asked', () => {
  const histories = fc.constantFrom(...HISTORIES);
  fc.assert(
    fc.property(histories, fc.array(happening, { maxLength: 14 }), ({ steps, credited, early }, happenings) => {
      const seen = played(steps, happenings);
      const last = steps.at(-1) as Step;
      expect(seen.state).toMatchObject({ status: last[0], frozen: false, reported: null });
      expect(seen.state.facts.filledUsd).toBe(factsOf(last).filledUsd);
      expect(seen.state.exceptions).not.toEqual(expect.arrayContaining(['conflict']));
      const isLate = seen.state.exceptions.includes('late');
      expect(isLate && early === credited).toBe(false);
      if (seen.atEnd !== null) expect([early, seen.atEnd]).toContain(seen.credited);
      else if (!isLate) expect(seen.credited).toBe(credited);
    }),
    { numRuns: RUNS },
  );
});
