import fc from 'fast-check';
import { type Decimal, parseAmount } from '../../kernel/money.js';
import { applyEvent } from './apply-event.domain.js';
import { readCasePayment } from './case-payment-reading.domain.js';
import { accept } from './decide.domain.js';
import { NOTHING, type PaymentState, type ProviderEvent } from './payment-state.domain.js';

const RUNS = 10_000;
const RECEIVED = new Date('2026-11-02T00:00:00.000Z');
type Step = readonly [activity: string, payment?: object];

const minute = (at: number) => new Date(Date.parse('2026-11-01T12:00:00.000Z') + at * 60_000).toISOString();

/** Activities as they come, each with the version of its minute. */
function eventsOf(steps: readonly Step[]): ProviderEvent[] {
  return steps.map(([activity, payment], at) => {
    const name = `PAYMENT_${activity}`;
    const body = { id: 'p-1', amount: '500', updatedAt: minute(at), ...payment };
    const told = { name, payment: body, caseId: 'case-1', activityAt: new Date(minute(at)), eventId: `activity-${at}` };
    const reading = readCasePayment(told, { receivedAt: RECEIVED, currency: 'USD' });
    if (reading.is !== 'event') throw new Error('This tells of no payment');
    return reading.event;
  });
}

function play(events: readonly ProviderEvent[]): PaymentState {
  return events.reduce((state, event) => applyEvent(state, event).state, NOTHING);
}

const PAID = { status: 'PAID' };
const FEES = { consultFee: '30', pharmacyFee: '470', subFees: [{ label: 'x', amount: '1' }] };

const HISTORIES: readonly (readonly Step[])[] = [
  [['ADDED'], ['COMPLETED', PAID]],
  [['ADDED', { status: 'UNPAID' }], ['PREAUTHORIZED'], ['COMPLETED', PAID]],
  [['ADDED'], ['UPDATED', { amount: '450' }], ['UPDATED', { amount: '500' }], ['COMPLETED', PAID]],
  [['ADDED'], ['PREAUTHORIZED'], ['UPDATED'], ['DELETED']],
  [['ADDED'], ['COMPLETED', PAID], ['DELETED', { isDeleted: true }]],
  [['ADDED'], ['COMPLETED', PAID], ['UPDATED', { dueDate: minute(90) }], ['DELETED']],
  [
    ['ADDED', { fees: { consultFee: '30' } }],
    ['UPDATED', { fees: FEES }],
    ['COMPLETED', { ...PAID, fees: FEES }],
  ],
  [['ADDED'], ['COMPLETED', PAID], ['UPDATED', { amount: '600' }]],
  [['ADDED'], ['COMPLETED', PAID], ['UPDATED', { amount: '600' }], ['UPDATED', { amount: '500' }]],
  [['ADDED'], ['COMPLETED', PAID], ['UPDATED', { status: 'REFUND' }]],
  [['ADDED'], ['COMPLETED', PAID], ['UPDATED', { status: 'IN_DISPUTE' }]],
  [['ADDED'], ['COMPLETED', { status: 'ERROR' }], ['COMPLETED', PAID]],
  [['ADDED'], ['RETRIED'], ['COMPLETED', PAID]],
  [
    ['ADDED', { amount: '1e5' }],
    ['COMPLETED', PAID],
  ],
];

const known = ({ newestAt: _, told: __, ...state }: PaymentState) => state;

it('ends like its history, in any order and with each event up to three times', () => {
  let orders = 0;
  const repeated = (events: readonly ProviderEvent[]) =>
    fc
      .array(fc.integer({ min: 1, max: 3 }), { minLength: events.length, maxLength: events.length })
      .map((times) => events.flatMap((event, at) => Array.from({ length: times[at] ?? 1 }, () => event)))
      .chain((all) => fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }));
  const given = fc
    .constantFrom(...HISTORIES)
    .chain((history) => fc.tuple(fc.constant(history), repeated(eventsOf(history))));
  fc.assert(
    fc.property(given, ([history, events]) => {
      orders += 1;
      expect(known(play(events))).toEqual(known(play(eventsOf(history))));
    }),
    { numRuns: RUNS },
  );
  expect(orders).toBeGreaterThanOrEqual(RUNS);
});

it('ends in a conflict whose effects wait when a payment is completed after it was deleted, in either order', () => {
  const events = eventsOf([['ADDED'], ['DELETED'], ['COMPLETED', PAID]]);
  for (const order of [events, [...events].reverse()]) {
    expect(play(order)).toMatchObject({ frozen: true, exceptions: expect.arrayContaining(['conflict']) });
  }
});

it.each([
  ['paid', [['ADDED'], ['COMPLETED', PAID]], { status: 'paid', exceptions: [], facts: { filled: '500' } }],
  ['paid, its addition missed', [['COMPLETED', PAID]], { status: 'paid', exceptions: ['gap'] }],
  [
    'paid and then deleted',
    [['ADDED'], ['COMPLETED', PAID], ['DELETED']],
    { status: 'paid', exceptions: ['voided'], frozen: false },
  ],
  ['deleted', [['ADDED'], ['UPDATED', { isDeleted: true }]], { status: 'void', exceptions: [] }],
  [
    'another amount after it was paid',
    HISTORIES[7],
    { status: 'paid', exceptions: ['conflict'], frozen: true, facts: { filled: '500' } },
  ],
  ['a refund', HISTORIES[9], { status: 'paid', exceptions: ['refund_reported'], frozen: true }],
  ['a dispute', HISTORIES[10], { status: 'paid', exceptions: ['dispute'] }],
  [
    'completed, and not paid',
    [['ADDED'], ['COMPLETED', { status: 'UNPAID' }]],
    { status: 'created', exceptions: ['conflict'], frozen: true },
  ],
  ['completed without a status', [['ADDED'], ['COMPLETED']], { status: 'created', exceptions: ['conflict'] }],
  ['an activity that nobody knows', [['ADDED'], ['REFUNDED']], { status: 'created', exceptions: ['unknown_status'] }],
  [
    'a status that nobody knows',
    [['COMPLETED', { status: 'SETTLED' }]],
    { status: null, exceptions: ['unknown_status'] },
  ],
  [
    'fees that are not the amount',
    [['ADDED', { fees: { ...FEES, consultFee: '31.5' } }]],
    { exceptions: ['amount_mismatch'] },
  ],
  [
    'fees that are',
    [['ADDED', { fees: FEES }]],
    { exceptions: [], facts: { fees: { consultFee: '30', pharmacyFee: '470' } } },
  ],
] as [string, readonly Step[], object][])('%s', (_, steps, expected) => {
  expect(play(eventsOf(steps))).toMatchObject(expected);
});

it('opens nothing again that a person accepted, until something new is told', () => {
  const [added, completed, changed] = eventsOf(HISTORIES[7] ?? []) as [ProviderEvent, ProviderEvent, ProviderEvent];
  const state = accept('carevalidate_payment', play([added, completed, changed]), ['verifying', 'conflict']);
  expect(applyEvent(state, completed).state).toMatchObject({ exceptions: [], frozen: false });
  expect(applyEvent(state, changed).state).toMatchObject({ exceptions: ['conflict'], frozen: true });
});

it('freezes a payment that is told of another case', () => {
  const [added, completed] = eventsOf([['ADDED'], ['COMPLETED', PAID]]) as [ProviderEvent, ProviderEvent];
  const other = { ...completed, facts: { ...completed.facts, caseId: 'case-2' } };
  const { state, outcome, pages } = applyEvent(applyEvent(NOTHING, added).state, other);
  expect({ outcome, pages }).toEqual({ outcome: 'verifying', pages: true });
  expect(state).toMatchObject({
    status: 'created',
    frozen: true,
    exceptions: ['conflict'],
    facts: { caseId: 'case-1' },
  });
});

it('reads amounts and fees digit by digit, whether they are texts or numbers', () => {
  const amount = parseAmount('0.123456789012345678') as Decimal;
  const [event] = eventsOf([['ADDED', { amount: '0.123456789012345678', fees: { aFee: '0.123456789012345678' } }]]);
  expect(event?.facts).toMatchObject({ amount, fees: { aFee: amount } });
});
