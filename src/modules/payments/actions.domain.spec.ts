import fc from 'fast-check';
import { compare, type Decimal, minus, parseAmount, plus, ZERO } from '../../kernel/money.js';
import { type Actionable, allowedActions, heldByUser, leftOf, refusalOf, uncreditedOf } from './actions.domain.js';
import { clawBackOf, refundOf } from './correct.domain.js';

const amount = (text: string) => parseAmount(text) as Decimal;
const NOTHING: Actionable = {
  ...{ kind: 'payram_payment', exceptions: [], held: [], userId: 'u', canCheck: true },
  ...{ received: ZERO, credited: ZERO, refunded: ZERO, returned: ZERO, reversed: ZERO },
};
const CREDITED = { received: amount('50'), credited: amount('50') };

it.each<[string, Partial<Actionable>, string]>([
  ['one that nobody has paid yet', {}, 'recheck,move'],
  ['one that is credited', CREDITED, 'recheck,refund,claw_back,move'],
  ['one of which all went back', { ...CREDITED, refunded: amount('50') }, 'recheck,move'],
  [
    'late money that waits',
    { received: amount('50'), held: ['late'], exceptions: ['late'] },
    'accept,recheck,refund,move',
  ],
  ['one that the provider has to confirm', { received: amount('50'), held: ['unconfirmed'] }, 'accept,recheck,move'],
  [
    'money of nobody',
    { userId: null, received: amount('50'), held: ['unlinked'], exceptions: ['unlinked'] },
    'link,recheck,refund',
  ],
  ['an invoice that ended', { kind: 'paidlys_invoice', canCheck: false, ...CREDITED }, 'refund,claw_back,move'],
  [
    'a withdrawal to an unknown address',
    { kind: 'paidlys_withdrawal', canCheck: false, userId: null, exceptions: ['unlinked'] },
    'accept',
  ],
])('allows for %s what makes sense of it', (_, change, allowed) => {
  expect(allowedActions({ ...NOTHING, ...change }).join()).toBe(allowed);
});

it('says why it refuses', () => {
  expect(refusalOf('accept', NOTHING)).toMatchObject({ code: 'payment_has_no_question' });
  expect(refusalOf('link', NOTHING)).toMatchObject({ code: 'payment_linked' });
  expect(refusalOf('refund', NOTHING)).toMatchObject({ code: 'payment_nothing_left' });
  expect(refusalOf('claw_back', NOTHING)).toMatchObject({ code: 'payment_nothing_credited' });
  expect(refusalOf('move', { ...NOTHING, userId: null })).toMatchObject({ code: 'payment_unlinked' });
});

const cents = fc.integer({ min: 0, max: 10_000 }).map((whole) => amount(String(whole)));

/** The payment after one more of it went back; as it was when there is less. */
function less(payment: Actionable, [kind, part]: readonly [string, Decimal]): Actionable {
  const split = kind === 'refund' ? refundOf(payment, part) : clawBackOf(payment, part);
  if (!split) return payment;
  expect(plus(split.uncredited, split.taken)).toBe(part);
  if (kind === 'claw_back') return { ...payment, reversed: plus(payment.reversed, part) };
  const returned = plus(payment.returned, split.uncredited);
  return { ...payment, refunded: plus(payment.refunded, part), returned };
}

it('never gives back more than came, nor takes more from a user than he has, whatever goes back in whatever order', () => {
  const step = fc.tuple(fc.constantFrom('refund', 'claw_back'), cents);
  fc.assert(
    fc.property(cents, cents, fc.array(step, { maxLength: 8 }), (credited, waiting, steps) => {
      const payment = steps.reduce(less, { ...NOTHING, credited, received: plus(credited, waiting) });
      const lefts = [leftOf(payment), uncreditedOf(payment), heldByUser(payment)];
      expect(lefts.filter((left) => compare(left, ZERO) < 0)).toEqual([]);
      const { received, refunded, reversed } = payment;
      expect(plus(heldByUser(payment), uncreditedOf(payment))).toBe(minus(received, plus(refunded, reversed)));
    }),
  );
});
