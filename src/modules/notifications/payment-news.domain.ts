import { type News, TITLE } from './notification.domain.js';

/** A committed change of a payment as the app sees it. */
export type PaymentChange = {
  readonly id: string;
  readonly paymentId: string;
  readonly requestId: string;
  readonly userId: string;
  readonly leadId: string | null;
  readonly state: 'processing' | 'settled' | 'expired' | 'refunded';
  readonly at: Date;
};

/** What a locked screen may show; nothing for what is under way or ran out, which the app shows when it is open. */
const TEXTS: Readonly<Partial<Record<PaymentChange['state'], string>>> = {
  settled: 'A payment has arrived. Open the app to see it.',
  refunded: 'There is news about a payment. Open the app to see it.',
};

/** Null for the payment of a sandbox lead, which reaches nobody. */
export function paymentNewsOf(change: PaymentChange, environment: 'live' | 'sandbox' | undefined): News | null {
  if (environment === 'sandbox') return null;
  const { id, paymentId, requestId, userId, leadId, state, at } = change;
  const data = { paymentId, requestId, leadId, state, at: at.toISOString() };
  const event = { userId, type: 'payment.updated' as const, data };
  const text = TEXTS[state];
  if (text === undefined) return { event, notification: null };
  const words = { type: 'payment.updated', title: TITLE, text } as const;
  return {
    event,
    notification: { id, userId, leadId, ...words, data: { paymentId, requestId, leadId }, createdAt: at },
  };
}
