import { type PaymentChange, paymentNewsOf } from './payment-news.domain.js';

const CHANGE: PaymentChange = {
  id: 'n-1',
  paymentId: 'p-1',
  requestId: 'r-1',
  userId: 'user-1',
  leadId: 'l-1',
  state: 'settled',
  at: new Date('2026-11-01T12:00:00.000Z'),
};

it('shows and tells a payment that has arrived, without an amount or a reason', () => {
  const news = paymentNewsOf(CHANGE, 'live');
  expect(news?.event).toEqual({
    userId: 'user-1',
    type: 'payment.updated',
    data: { paymentId: 'p-1', requestId: 'r-1', leadId: 'l-1', state: 'settled', at: '2026-11-01T12:00:00.000Z' },
  });
  expect(news?.notification).toMatchObject({ id: 'n-1', type: 'payment.updated', title: 'PayMe', leadId: 'l-1' });
  expect(news?.notification?.text).toBe('A payment has arrived. Open the app to see it.');
});

it.each(['processing', 'expired'] as const)('only shows a payment that is %s', (state) => {
  expect(paymentNewsOf({ ...CHANGE, state }, undefined)).toMatchObject({
    event: { data: { state } },
    notification: null,
  });
});

it('tells of a refund', () => {
  expect(paymentNewsOf({ ...CHANGE, state: 'refunded', leadId: null }, undefined)?.notification?.leadId).toBeNull();
});

it('tells nobody of a sandbox lead', () => {
  expect(paymentNewsOf(CHANGE, 'sandbox')).toBeNull();
});
