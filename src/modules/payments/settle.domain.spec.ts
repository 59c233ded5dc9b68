import { type Decimal, parseAmount, ZERO } from '../../kernel/money.js';
import type { ExceptionCode } from './cell.domain.js';
import { accept } from './decide.domain.js';
import { NOTHING, type PaymentState } from './payment-state.domain.js';
import { type News, type Settlement, type Standing, settle, type Terms } from './settle.domain.js';

const amount = (text: string) => parseAmount(text) as Decimal;
const NOW = new Date('2026-11-01T12:00:00.000Z');
const OWNER = { userId: 'u', amount: amount('50'), currency: 'USD' };
const STANDING: Standing = {
  ...{ kind: 'payram_payment', credited: ZERO, returned: ZERO, exceptions: [], owner: OWNER, createdAt: NOW },
  lastEventAt: null,
  ...{ nextCheckAt: null, checkStep: 0 },
};
const TERMS: Terms = { recheck: 'always', latePayments: 'hold', tolerance: ZERO, canCheck: true };

function paid(filledUsd: string, status = 'FILLED', change: Partial<PaymentState> = {}): PaymentState {
  const told = amount(filledUsd);
  return {
    ...NOTHING,
    status,
    seen: ['OPEN', status],
    facts: { filledUsd: told },
    confirmed: { status, filledUsd: told },
    ...change,
  };
}

function settled(
  state: PaymentState,
  standing: Partial<Standing> = {},
  terms: Partial<Terms> = {},
  news: Partial<News> = {},
): Settlement {
  const all: News = { state, asks: false, from: 'webhook', now: NOW, draw: 0.5, ...news };
  return settle({ ...STANDING, ...standing }, { ...TERMS, ...terms }, all);
}

it('credits what was confirmed, and tells the user once', () => {
  const first = settled(paid('50'));
  expect(first).toMatchObject({
    credit: '50',
    credited: '50',
    tells: 'settled',
    opens: [],
    closes: [],
    checksNow: false,
  });
  expect(first.state.told).toEqual(['settled']);
  expect(settled(first.state, { credited: amount('50') })).toMatchObject({ credit: null, credited: '50', tells: null });
});

it('credits the difference only, and nothing when a total falls', () => {
  expect(settled(paid('50'), { credited: amount('20.5') })).toMatchObject({ credit: '29.5', credited: '50' });
  expect(settled(paid('20', 'PARTIALLY_FILLED'), { credited: amount('50') })).toMatchObject({
    credit: null,
    credited: '50',
  });
});

const HELD: readonly (readonly [reason: string, state: PaymentState])[] = [
  ['unconfirmed', paid('50', 'FILLED', { confirmed: null })],
  ['unconfirmed', paid('50', 'FILLED', { confirmed: { status: 'FILLED', filledUsd: amount('20') } })],
  ['unconfirmed', paid('50', 'FILLED', { confirmed: { status: 'OPEN', filledUsd: null } })],
  ['verifying', paid('50', 'FILLED', { frozen: true })],
  ['late', paid('50', 'FILLED', { exceptions: ['late'] })],
  ['conflict', paid('50', 'FILLED', { exceptions: ['conflict'] })],
  ['unverified', paid('50', 'FILLED', { exceptions: ['unverified'] })],
  ['currency_mismatch', paid('50', 'FILLED', { exceptions: ['currency_mismatch'] })],
];

it.each(HELD)('holds the credit while it is %s', (reason, state) => {
  const { credit, due, tells } = settled(state);
  expect(credit).toBeNull();
  expect(due.held).toEqual([reason]);
  expect(tells).toBe('processing');
});

it.each(['gap', 'partial', 'over', 'short_accepted'] as ExceptionCode[])('credits in spite of %s', (code) => {
  expect(settled(paid('50', 'FILLED', { exceptions: [code] })).credit).toBe('50');
});

it('asks the provider at once about what it has not confirmed', () => {
  const open = paid('20', 'PARTIALLY_FILLED', { confirmed: null });
  expect(settled(open)).toMatchObject({ checksNow: true, check: { at: NOW, step: 0 } });
  expect(settled(open, {}, { canCheck: false })).toMatchObject({ checksNow: false, check: { at: null } });
  expect(settled(open, {}, { recheck: 'unsigned_only' })).toMatchObject({ credit: '20', checksNow: false });
});

it('lets late money go where the account takes it, or a person did', () => {
  const late = paid('50', 'FILLED', { exceptions: ['late'] });
  expect(settled(late, {}, { latePayments: 'accept' }).credit).toBe('50');
  expect(settled({ ...late, accepted: ['late'] }).credit).toBe('50');
  const cancelled = paid('20', 'CANCELLED', { exceptions: ['late', 'partial'] });
  expect(settled(cancelled).credit).toBeNull();
  expect(settled(cancelled, {}, { latePayments: 'accept' }).credit).toBe('20');
  expect(settled(paid('20', 'CANCELLED')).credit).toBeNull();
});

it.each([
  ['FILLED', '49', ['amount_mismatch']],
  ['FILLED', '51', ['amount_mismatch']],
  ['FILLED', '50', []],
  ['PARTIALLY_FILLED', '50', ['amount_mismatch']],
  ['PARTIALLY_FILLED', '0', ['amount_mismatch']],
  ['PARTIALLY_FILLED', '0.01', []],
  ['OVER_FILLED', '50', ['amount_mismatch']],
  ['OVER_FILLED', '50.01', []],
])('%s with %s of 50 opens %j', (status, filled, exceptions) => {
  expect(settled(paid(filled, status)).opens).toEqual(exceptions);
});

it('bears as much difference as the account says, in either direction', () => {
  expect(settled(paid('49.99'), {}, { tolerance: amount('0.01') })).toMatchObject({ opens: [], credit: '49.99' });
  expect(settled(paid('49.98'), {}, { tolerance: amount('0.01') }).opens).toEqual(['amount_mismatch']);
});

it('compares what was asked with what is told of it in US dollars, never with a coin', () => {
  const of = (facts: object) => settled(paid('50', 'FILLED', { facts: { filledUsd: amount('50'), ...facts } })).opens;
  expect(of({ amount: amount('49'), currency: 'USD' })).toEqual(['amount_mismatch']);
  expect(of({ amount: amount('0.001'), currency: 'BTC' })).toEqual([]);
  expect(of({ amountUsd: amount('49') })).toEqual(['amount_mismatch']);
});

it('keeps money of nobody where it is, and lets it go once it is linked', () => {
  const unlinked = settled(paid('50'), { owner: null });
  expect(unlinked).toMatchObject({ credit: null, opens: ['unlinked'], tells: null, due: { held: ['unlinked'] } });
  const linked = settled(unlinked.state, { exceptions: ['unlinked'] });
  expect(linked).toMatchObject({ credit: '50', closes: ['unlinked'] });
});

it('does not open again what a person closed', () => {
  const state = paid('49', 'FILLED', { accepted: ['amount_mismatch'] });
  expect(settled(state)).toMatchObject({ opens: [], credit: '49' });
});

it('settles an invoice for what was asked, and says that nobody told how much came', () => {
  const standing = {
    kind: 'paidlys_invoice' as const,
    owner: { userId: 'u', amount: amount('10.99'), currency: 'eur' },
  };
  const done = settled({ ...NOTHING, status: 'done' }, standing, { canCheck: false });
  expect(done).toMatchObject({ credit: '10.99', tells: 'settled', opens: ['amount_unknown'], due: { asset: 'eur' } });
  expect(settled({ ...NOTHING, status: 'wrong' }, standing)).toMatchObject({ credit: null, tells: null });
  expect(settled({ ...NOTHING, status: 'refunded' }, standing)).toMatchObject({ credit: null, tells: 'refunded' });
});

it('credits a deposit in its own coin, and never what goes out', () => {
  const facts = { filled: amount('12.000001'), asset: 'usdt', network: 'trc20usdt' };
  const deposit = settled({ ...NOTHING, status: 'done', facts }, { kind: 'paidlys_deposit' });
  expect(deposit).toMatchObject({ credit: '12.000001', due: { asset: 'usdt', network: 'trc20usdt' } });
  expect(settled({ ...NOTHING, status: 'done', facts }, { kind: 'paidlys_withdrawal', owner: null })).toMatchObject({
    ...{ credit: null, tells: null, opens: [] },
  });
});

it('asks by the schedule after a webhook, goes on with it after an answer, and ends when nothing more comes', () => {
  const open: PaymentState = { ...NOTHING, status: 'OPEN', seen: ['OPEN'] };
  const in2m = new Date(NOW.getTime() + 120_000);
  expect(settled(open, { checkStep: 3 }).check).toEqual({ at: in2m, step: 1 });
  expect(settled(open, { checkStep: 1 }, {}, { from: 'check' }).check).toEqual({
    at: new Date(NOW.getTime() + 600_000),
    step: 2,
  });
  expect(settled(open, { checkStep: 2, nextCheckAt: in2m }, {}, { from: 'operator' }).check).toEqual({
    at: in2m,
    step: 2,
  });
  expect(settled(paid('50')).check).toEqual({ at: null, step: 0 });
  expect(settled(paid('50', 'FILLED', { reported: 'OVER_FILLED' })).check.at).not.toBeNull();
  expect(settled(paid('50', 'FILLED', { confirmed: null }), {}, { recheck: 'unsigned_only' }).check.at).toBeNull();
});

it('lets a late part go after its link ran out, once a person took it, and holds what comes after', () => {
  const late = paid('20', 'CANCELLED', { exceptions: ['late', 'partial'] });
  const taken = accept('payram_payment', late, settled(late).due.held);
  expect(settled(taken)).toMatchObject({ credit: '20', opens: [] });
});

it('says so when money came and nobody told how much, asks at once, and goes on asking', () => {
  const told = { ...paid('50'), facts: { filled: amount('0.001') }, confirmed: { status: 'FILLED', filledUsd: null } };
  const first = settled(told, {}, { recheck: 'unsigned_only' });
  expect(first).toMatchObject({ credit: null, opens: ['amount_unknown'], checksNow: true });
  const answered = settled(first.state, { exceptions: ['amount_unknown'] }, {}, { from: 'check' });
  expect(answered).toMatchObject({ opens: [], closes: [], checksNow: false });
  expect(answered.check.at).not.toBeNull();
  const known = { ...paid('50'), exceptions: answered.state.exceptions };
  expect(settled(known, { exceptions: ['amount_unknown'] })).toMatchObject({
    credit: '50',
    closes: ['amount_unknown'],
  });
});

it('asks the provider when a signed webhook breaks what has to be true, though the account believes signatures', () => {
  const broken = paid('49', 'FILLED', { confirmed: null });
  expect(settled(broken, {}, { recheck: 'unsigned_only' })).toMatchObject({
    ...{ credit: null, opens: ['amount_mismatch'], checksNow: true, check: { at: NOW } },
  });
});

it('starts the schedule anew with a webhook, and puts nothing off that is to be asked already', () => {
  const open = { ...NOTHING, status: 'OPEN', seen: ['OPEN'] };
  const inSeconds = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
  expect(settled(open, { nextCheckAt: inSeconds(5), checkStep: 3 }).check).toEqual({ at: inSeconds(5), step: 1 });
  expect(settled(open, { nextCheckAt: inSeconds(9_000), checkStep: 3 }).check).toEqual({ at: inSeconds(120), step: 1 });
});
