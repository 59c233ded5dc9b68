import { readPayram } from './payram-reading.domain.js';

const read = (body: Record<string, unknown>) => {
  const reading = readPayram(body, { verified: true, receivedAt: new Date('2026-11-01T12:00:00.000Z') });
  return reading.is === 'event' ? reading.event : reading;
};

it.each([
  ['status', 'OPEN', 'OPEN'],
  ['status', 'filled', 'FILLED'],
  ['status', 'CANCELED', 'CANCELLED'],
  ['status', ' OVER_FILLED ', 'OVER_FILLED'],
  ['payment_state', 'PARTIALLY_FILLED', 'PARTIALLY_FILLED'],
  ['status', 'UNDEFINED', null],
  ['status', 'Confirmed', null],
  ['paymentState', 'FILLED', null],
])('reads %s %j as %j', (member, raw, status) => {
  expect(read({ reference_id: 'r', [member]: raw })).toMatchObject({ kind: 'payram_payment', reference: 'r', status });
});

it('finds that two names of the state contradict each other', () => {
  expect(read({ reference_id: 'r', status: 'FILLED', payment_state: 'OPEN' })).toMatchObject({ flaws: ['conflict'] });
  expect(read({ reference_id: 'r', status: 'CANCELLED', payment_state: 'CANCELED' })).toMatchObject({ flaws: [] });
});

it('reads amounts, the transfer, and how far it is confirmed', () => {
  const transfer = { transaction_hash: '0xabc', block_number: '123' };
  const amounts = { amount: '49.990', filled_amount: null, filled_amount_in_usd: '20', currency: 'USDC' };
  const confirmations = { confirmation_current: '3', confirmation_required: '12' };
  const event = read({ reference_id: 'r', status: 'OPEN', ...amounts, ...confirmations, payment_info: [transfer] });
  expect(event).toMatchObject({
    facts: {
      amount: '49.99',
      filledUsd: '20',
      currency: 'USDC',
      txHash: '0xabc',
      confirmations: 3,
      confirmationsNeeded: 12,
    },
    ...{ progress: true, flaws: [] },
  });
  expect(
    read({ reference_id: 'r', status: 'FILLED', confirmation_current: '12', confirmation_required: '12' }),
  ).toMatchObject({
    progress: false,
  });
});

it.each([
  ['1789000000', '2026-09-10T00:26:40.000Z'],
  ['fdsfds', null],
  ['9999999999', null],
  ['1', null],
  ['1789000000000', null],
  [null, null],
])('reads the time %j as %j', (timestamp, at) => {
  const event = read({ reference_id: 'r', status: 'OPEN', timestamp });
  expect('at' in event ? (event.at?.toISOString() ?? null) : 'none').toBe(at);
});

it('tells payouts, pings and what nobody knows apart', () => {
  expect(read({ event_type: 'payout.ping' })).toEqual({ is: 'probe' });
  expect(read({ event_type: 'payout.sent', payout_id: '7', amount: '1', token: 'USDT' })).toMatchObject({
    ...{ kind: 'payram_payout', reference: '7', status: 'sent', known: false },
    facts: { amount: '1', asset: 'USDT' },
  });
  expect(read({ event_type: 'payout.elsewhere', payout_id: '7' })).toMatchObject({
    status: null,
    rawStatus: 'elsewhere',
  });
  expect(read({ event_type: 'payout.sent' })).toEqual({ is: 'unknown', reason: 'reference_missing' });
  expect(read({ status: 'FILLED' })).toEqual({ is: 'unknown', reason: 'reference_missing' });
});
