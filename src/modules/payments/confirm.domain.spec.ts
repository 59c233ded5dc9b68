import { type Decimal, parseAmount, ZERO } from '../../kernel/money.js';
import { confirm, type ProviderAnswer, wasMissed } from './confirm.domain.js';
import { NOTHING, type PaymentState } from './payment-state.domain.js';

const amount = (text: string) => parseAmount(text) as Decimal;
const ASKED = { amount: amount('50'), currency: 'USD', tolerance: ZERO };
const answer = (status: string, filledUsd?: string): ProviderAnswer => ({
  status,
  facts: { amountUsd: amount('50'), ...(filledUsd !== undefined && { filledUsd: amount(filledUsd) }) },
});
const told = (status: string, filledUsd: string, change: Partial<PaymentState> = {}): PaymentState => ({
  ...{ ...NOTHING, status, seen: ['OPEN', status].sort(), facts: { filledUsd: amount(filledUsd) } },
  ...change,
});

it('settles what was open when the provider says the same', () => {
  const before = told('FILLED', '50', {
    frozen: true,
    exceptions: ['conflict', 'gap', 'late', 'unverified'],
    reported: 'FILLED',
  });
  const after = confirm('payram_payment', before, answer('FILLED', '50'), ASKED);
  expect(after).toMatchObject({ status: 'FILLED', frozen: false, reported: null, exceptions: ['late'] });
  expect(after.confirmed).toEqual({ status: 'FILLED', filledUsd: '50' });
});

it('lowers a status and an amount, which nobody else may, and says that they contradict', () => {
  const after = confirm('payram_payment', told('FILLED', '50'), answer('PARTIALLY_FILLED', '20'), ASKED);
  expect(after).toMatchObject({ status: 'PARTIALLY_FILLED', facts: { filledUsd: '20' }, exceptions: ['conflict'] });
});

it('leaves a report unverified that the provider does not confirm', () => {
  const before = {
    ...NOTHING,
    status: 'OPEN',
    seen: ['OPEN'],
    reported: 'FILLED',
    exceptions: ['unverified'] as const,
  };
  const after = confirm('payram_payment', before, answer('OPEN'), ASKED);
  expect(after).toMatchObject({ status: 'OPEN', reported: null, exceptions: ['unverified'] });
});

it('takes a report that the provider confirms', () => {
  const before = {
    ...NOTHING,
    status: 'OPEN',
    seen: ['OPEN'],
    reported: 'FILLED',
    exceptions: ['unverified'] as const,
  };
  expect(confirm('payram_payment', before, answer('FILLED', '50'), ASKED)).toMatchObject({
    status: 'FILLED',
    exceptions: [],
  });
});

it.each([
  ['FILLED', true],
  ['CANCELLED', false],
  ['OPEN', false],
])('tells whether a webhook of %s was missed: %s', (status, missed) => {
  const open = { ...NOTHING, status: 'OPEN', seen: ['OPEN'] };
  expect(wasMissed('payram_payment', open, answer(status))).toBe(missed);
  const after = confirm('payram_payment', open, answer(status, missed ? '50' : undefined), ASKED);
  expect(after.exceptions).toEqual(missed ? ['gap'] : []);
});

it('holds what the provider tells otherwise than it was asked', () => {
  const other = { status: 'OPEN', facts: { amountUsd: amount('49') } };
  expect(confirm('payram_payment', NOTHING, other, ASKED).exceptions).toEqual(['amount_mismatch']);
  expect(confirm('payram_payment', NOTHING, other, null).exceptions).toEqual([]);
});

it.each([
  ['OPEN', undefined, 'OVER_FILLED', '60', ['gap', 'over']],
  ['OPEN', undefined, 'CANCELLED', '20', ['partial']],
  ['PARTIALLY_FILLED', '20', 'CANCELLED', '20', ['partial']],
  ['CANCELLED', undefined, 'CANCELLED', undefined, []],
  ['CANCELLED', undefined, 'CANCELLED', '20', ['late', 'partial']],
  ['CANCELLED', '20', 'PARTIALLY_FILLED', '35', ['gap', 'late', 'partial']],
  ['CANCELLED', undefined, 'FILLED', '50', ['gap', 'late']],
  ['CANCELLED', undefined, 'OVER_FILLED', '60', ['gap', 'late', 'over']],
  ['FILLED', '50', 'CANCELLED', '50', ['conflict', 'partial']],
])('marks %s with %s, answered as %s with %s, like a webhook that tells it: %j', (current, had, status, has, marks) => {
  const facts = had === undefined ? {} : { filledUsd: amount(had) };
  const before: PaymentState = { ...NOTHING, status: current, seen: ['OPEN', current].sort(), facts };
  expect(confirm('payram_payment', before, answer(status, has), ASKED).exceptions).toEqual(marks);
});

it('opens nothing again that a person accepted, until there is more', () => {
  const before = told('CANCELLED', '20', { accepted: ['late', 'partial'] });
  expect(confirm('payram_payment', before, answer('CANCELLED', '20'), ASKED)).toMatchObject({
    exceptions: [],
    accepted: ['late', 'partial'],
  });
  expect(confirm('payram_payment', before, answer('CANCELLED', '30'), ASKED)).toMatchObject({
    exceptions: ['late', 'partial'],
    accepted: [],
  });
});
