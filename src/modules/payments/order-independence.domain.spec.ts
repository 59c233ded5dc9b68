import fc from 'fast-check';
import { type Decimal, parseAmount, plus, ZERO } from '../../kernel/money.js';
import { applyEvent } from './apply-event.domain.js';
import { dueOf, increase, type Owner, type Policy } from './effects.domain.js';
import { NOTHING, type PaymentState, type ProviderEvent } from './payment-state.domain.js';
import type { Kind } from './state-tables.domain.js';

const RUNS = 10_000;
const OWNER: Owner = { userId: 'u', amount: parseAmount('50') as Decimal, currency: 'usd' };
/** What a webhook proves counts at once, and late money is taken: so every effect shows without anybody's help. */
const POLICY: Policy = { recheck: 'unsigned_only', latePayments: 'accept' };
const START = Date.parse('2026-11-01T12:00:00.000Z');

type Step = readonly [status: string, amount?: string];

/** Histories that the provider's own pages allow, in order; those of CareValidate, which tells versions, are with its own state. */
const HISTORIES: Readonly<Record<Exclude<Kind, 'carevalidate_payment'>, readonly (readonly Step[])[]>> = {
  payram_payment: [
    [['OPEN'], ['FILLED', '50']],
    [['OPEN'], ['PARTIALLY_FILLED', '20'], ['PARTIALLY_FILLED', '35.5'], ['FILLED', '50']],
    [['OPEN'], ['PARTIALLY_FILLED', '20'], ['OVER_FILLED', '60'], ['OVER_FILLED', '61']],
    [['OPEN'], ['FILLED', '50'], ['OVER_FILLED', '70']],
    [['OPEN'], ['CANCELLED']],
    [['OPEN'], ['PARTIALLY_FILLED', '20'], ['CANCELLED']],
    [['OPEN'], ['CANCELLED'], ['FILLED', '50']],
    [['OPEN'], ['CANCELLED'], ['PARTIALLY_FILLED', '20'], ['FILLED', '50']],
  ],
  payram_payout: [
    [['pending-approval'], ['pending'], ['initiated'], ['sent'], ['processed']],
    [['pending'], ['rejected']],
    [['initiated'], ['sent'], ['failed']],
  ],
  paidlys_invoice: [
    [['created'], ['pending'], ['processing'], ['done']],
    [['created'], ['pending'], ['processing'], ['wrong'], ['done']],
    [['created'], ['pending'], ['processing'], ['wrong'], ['refunded']],
    [['created'], ['pending'], ['expired']],
    [['created'], ['pending'], ['expired'], ['done']],
    [['created'], ['pending'], ['processing'], ['expired']],
  ],
  paidlys_withdrawal: [
    [['initiated'], ['broadcast'], ['done']],
    [['initiated'], ['rejected']],
    [['initiated'], ['broadcast'], ['rejected']],
  ],
  paidlys_deposit: [
    [
      ['processing', '50'],
      ['done', '50'],
    ],
    [
      ['processing', '50'],
      ['failed', '50'],
    ],
    [
      ['processing', '50'],
      ['frozen', '50'],
      ['done', '50'],
    ],
    [
      ['processing', '50'],
      ['frozen', '50'],
      ['failed', '50'],
    ],
  ],
};

/** Amounts of US dollars for PayRam, of the asset elsewhere. PayRam's events carry the provider's time; the others have none. */
function eventsOf(kind: Kind, history: readonly Step[]): ProviderEvent[] {
  return history.map(([status, text], at) => {
    const filled = parseAmount(text) ?? undefined;
    const hash = kind === 'paidlys_withdrawal' && status !== 'initiated' && status !== 'rejected' && { txHash: 'hash' };
    const amounts = kind === 'payram_payment' ? { filledUsd: filled } : { filled };
    const facts = {
      ...(filled !== undefined && amounts),
      ...(kind === 'paidlys_deposit' && { asset: 'usdt' }),
      ...hash,
    };
    const time = kind === 'payram_payment' ? new Date(START + at * 60_000) : null;
    const told = { kind, reference: 'r', status, rawStatus: status, at: time, facts: facts as ProviderEvent['facts'] };
    return { ...told, progress: false, verified: true, known: true, flaws: [] };
  });
}

/** What a gateway does with events in this order: the state, and what it credited along the way. */
function play(events: readonly ProviderEvent[]): { state: PaymentState; credited: Decimal; credits: number } {
  let [state, credited, credits] = [NOTHING, ZERO, 0];
  for (const event of events) {
    state = applyEvent(state, event).state;
    const more = increase(dueOf(event.kind, state, OWNER, POLICY), credited);
    if (more === null) continue;
    credited = plus(credited, more);
    credits += 1;
  }
  return { state, credited, credits };
}

/** Every event one to three times, in any order. */
const shuffled = (events: readonly ProviderEvent[]) =>
  fc
    .array(fc.integer({ min: 1, max: 3 }), { minLength: events.length, maxLength: events.length })
    .map((times) => events.flatMap((event, at) => Array.from({ length: times[at] ?? 1 }, () => event)))
    .chain((repeated) => fc.shuffledSubarray(repeated, { minLength: repeated.length, maxLength: repeated.length }));

/** Which statuses an object went through are the same in the end; where a person is asked may differ, not what is known. */
function known({ status, facts, seen }: PaymentState) {
  return { status, facts, seen };
}

/**
 * A webhook that overtakes another may look like a contradiction until the provider is asked: that freezes effects for a
 * while, and never makes more of them.
 */
function settled(state: PaymentState): PaymentState {
  const exceptions = state.exceptions.filter((code) => code !== 'conflict');
  return { ...state, frozen: false, exceptions };
}

it.each(Object.entries(HISTORIES).map(([kind, histories]) => [kind as Kind, histories] as const))(
  '%s: any order of events, each up to three times, ends like theirs',
  (kind, histories) => {
    const inOrder = new Map(histories.map((history) => [history, play(eventsOf(kind, history))]));
    const runs = fc
      .constantFrom(...histories)
      .chain((history) => fc.tuple(fc.constant(history), shuffled(eventsOf(kind, history))));
    fc.assert(
      fc.property(runs, ([history, events]) => {
        const expected = inOrder.get(history);
        const { state, credited } = play(events);
        expect(known(state)).toEqual(known(expected?.state ?? NOTHING));
        const left = increase(dueOf(kind, settled(state), OWNER, POLICY), credited) ?? ZERO;
        const total = plus(credited, left);
        const expectedLeft = increase(
          dueOf(kind, settled(expected?.state ?? NOTHING), OWNER, POLICY),
          expected?.credited ?? ZERO,
        );
        expect(total).toBe(plus(expected?.credited ?? ZERO, expectedLeft ?? ZERO));
      }),
      { numRuns: RUNS },
    );
  },
);

it.each([
  ['paidlys_invoice', ['done', 'refunded']],
  ['paidlys_invoice', ['refunded', 'done']],
  ['paidlys_withdrawal', ['done', 'rejected']],
  ['paidlys_withdrawal', ['rejected', 'done']],
  ['paidlys_deposit', ['failed', 'done']],
  ['paidlys_deposit', ['done', 'failed']],
] as const)('%s: %j, which no provider may send, ends in conflict and frozen', (kind, statuses) => {
  const { state } = play(
    eventsOf(
      kind,
      statuses.map((status): Step => [status]),
    ),
  );
  expect(state.frozen).toBe(true);
  expect(state.exceptions).toContain('conflict');
});

it('credits a payment that is filled in parts once for each part, whatever is repeated', () => {
  const events = eventsOf('payram_payment', [['OPEN'], ['PARTIALLY_FILLED', '20'], ['FILLED', '50']]);
  const twice = play([...events, ...events, ...events.toReversed()]);
  expect(twice).toMatchObject({ credited: '50', credits: 2 });
});
