import { type Decimal, parseAmount, ZERO } from '../../kernel/money.js';
import type { Actionable } from './actions.domain.js';
import { afterClawBack, afterRefund, clawBackOf, refundOf } from './correct.domain.js';
import { NOTHING } from './payment-state.domain.js';

const amount = (text: string) => parseAmount(text) as Decimal;
const PART_CREDITED: Actionable = {
  ...{ kind: 'payram_payment', exceptions: ['late'], held: ['late'], userId: 'u', canCheck: true },
  ...{ received: amount('50'), credited: amount('20'), refunded: ZERO, returned: ZERO, reversed: ZERO },
};

it('gives back what nobody has before what a user has', () => {
  expect(refundOf(PART_CREDITED, amount('10'))).toEqual({ uncredited: '10', taken: '0' });
  expect(refundOf(PART_CREDITED, amount('35.5'))).toEqual({ uncredited: '30', taken: '5.5' });
  expect(refundOf(PART_CREDITED, amount('50.000000000000000001'))).toBeNull();
});

it('takes back from the user only, and no more than he has', () => {
  expect(clawBackOf(PART_CREDITED, amount('20'))).toEqual({ uncredited: '0', taken: '20' });
  expect(clawBackOf(PART_CREDITED, amount('20.01'))).toBeNull();
});

it('answers too much and too little by a refund, and late money once none of it is left', () => {
  const state = { ...NOTHING, exceptions: ['gap', 'late', 'over', 'partial'] as const };
  const some = { uncredited: amount('10'), taken: ZERO };
  expect(afterRefund(state, PART_CREDITED, some).exceptions).toEqual(['gap', 'late']);
  const all = { uncredited: amount('30'), taken: ZERO };
  expect(afterRefund(state, PART_CREDITED, all).exceptions).toEqual(['gap']);
});

it('takes what a provider took back for settled', () => {
  const state = { ...NOTHING, frozen: true, exceptions: ['conflict'] as const };
  expect(afterClawBack(state, { kind: 'paidlys_deposit', held: ['verifying', 'conflict'] })).toMatchObject({
    ...{ frozen: false, exceptions: [], accepted: ['conflict', 'verifying'] },
  });
});
