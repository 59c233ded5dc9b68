import fc from 'fast-check';
import { type Decimal, parseAmount, ZERO } from '../../../kernel/money.js';
import { type Bucket, bucketOf, type OurSide, type Pair, type Rules, type Side } from './reconcile.domain.js';

const amount = (text: string) => parseAmount(text) as Decimal;
const UNTIL = new Date('2026-11-01T12:00:00.000Z');
const BEFORE = new Date('2026-11-01T11:00:00.000Z');
const AFTER = new Date('2026-11-01T12:00:00.001Z');
const RULES: Rules = { kind: 'payram_payment', tolerance: ZERO, until: UNTIL };
const THEIRS: Side = {
  ...{ status: 'FILLED', amount: amount('50'), filled: amount('50'), asset: 'USD', network: 'ETH' },
  ...{ txHash: '0x1', updatedAt: BEFORE, sharing: 1 },
};
const OURS: OurSide = { ...THEIRS, paymentId: 'p', isLinked: true };
const SAME: Pair = { reference: 'r', ours: OURS, theirs: THEIRS };

it.each<[string, Partial<Pair>, Bucket]>([
  ['the same on both sides', {}, 'match'],
  ['what only the provider has', { ours: null }, 'missing_here'],
  ['what only we have', { theirs: null }, 'missing_there'],
  ['another state', { theirs: { ...THEIRS, status: 'CANCELLED' } }, 'state_diff'],
  ['a state that nobody knows', { theirs: { ...THEIRS, status: null } }, 'state_diff'],
  ['another amount that came', { theirs: { ...THEIRS, filled: amount('50.000000000000000001') } }, 'amount_diff'],
  ['another amount that was asked', { theirs: { ...THEIRS, amount: amount('49') } }, 'amount_diff'],
  ['an amount that only one side has', { theirs: { ...THEIRS, filled: null } }, 'amount_diff'],
  ['a transaction that is there twice', { theirs: { ...THEIRS, sharing: 2 } }, 'duplicate_tx'],
  ['a transaction that we have twice', { ours: { ...OURS, sharing: 2 } }, 'duplicate_tx'],
  ['money of nobody', { ours: { ...OURS, isLinked: false } }, 'orphan'],
  ['what moved after the cut on their side', { theirs: { ...THEIRS, status: 'OPEN', updatedAt: AFTER } }, 'recent'],
  ['what moved after the cut on our side', { ours: { ...OURS, filled: ZERO, updatedAt: AFTER } }, 'recent'],
  ['what is new after the cut', { ours: null, theirs: { ...THEIRS, updatedAt: AFTER } }, 'recent'],
  ['what moved after the cut and is the same', { ours: { ...OURS, updatedAt: AFTER } }, 'match'],
])('puts %s in its bucket', (_, change, bucket) => {
  expect(bucketOf({ ...SAME, ...change }, RULES)).toBe(bucket);
});

it('compares within the tolerance of the account', () => {
  const pair = { ...SAME, theirs: { ...THEIRS, filled: amount('50.01') } };
  expect(bucketOf(pair, { ...RULES, tolerance: amount('0.01') })).toBe('match');
  expect(bucketOf(pair, { ...RULES, tolerance: amount('0.009') })).toBe('amount_diff');
});

it('takes both stages of a withdrawal under way for what PaidLys calls processing, and asks for no owner', () => {
  const theirs = { ...THEIRS, status: 'processing' };
  const rules = { ...RULES, kind: 'paidlys_withdrawal' as const };
  for (const status of ['initiated', 'broadcast']) {
    const ours = { ...OURS, status, isLinked: false };
    expect(bucketOf({ ...SAME, ours, theirs }, rules)).toBe('match');
  }
});

/** Plants of each kind: what they do to a pair that matches. */
const PLANTS: Readonly<Record<Exclude<Bucket, 'recent'>, (pair: Pair) => Pair>> = {
  match: (pair) => pair,
  missing_here: (pair) => ({ ...pair, ours: null }),
  missing_there: (pair) => ({ ...pair, theirs: null }),
  state_diff: (pair) => ({ ...pair, theirs: { ...THEIRS, status: 'OPEN' } }),
  amount_diff: (pair) => ({ ...pair, theirs: { ...THEIRS, filled: amount('49.99') } }),
  duplicate_tx: (pair) => ({ ...pair, theirs: { ...THEIRS, sharing: 2 } }),
  orphan: (pair) => ({ ...pair, ours: { ...OURS, isLinked: false } }),
};

it('finds all that is planted, and invents nothing', () => {
  const kinds = fc.array(fc.constantFrom(...(Object.keys(PLANTS) as (keyof typeof PLANTS)[])), { maxLength: 200 });
  fc.assert(
    fc.property(kinds, (planted) => {
      const found = planted.map((kind, at) => bucketOf({ ...PLANTS[kind](SAME), reference: `r-${at}` }, RULES));
      expect(found).toEqual(planted);
    }),
  );
});
