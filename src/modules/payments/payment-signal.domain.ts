/** What about an account at a provider somebody should look at without being asked. */
export const PAYMENT_SIGNALS = [
  'reconciliation_differs',
  'payout_unknown',
  'payment_contradicts',
  'payment_frozen',
  'payment_unlinked',
  'signatures_refused',
  'payment_silence',
] as const;
export type PaymentSignal = (typeof PAYMENT_SIGNALS)[number];

type Said = { readonly subject: string; readonly details: Readonly<Record<string, string | number | null>> };

/** What happened, and what to do. */
export const PAYMENT_SENTENCES: Readonly<Record<PaymentSignal, (said: Said) => string>> = {
  reconciliation_differs: ({ subject, details }) =>
    `${details['differences']} ${subject} of ${details['account']} are not the same here and at the provider. Work through the report ${details['runId']}.`,
  payout_unknown: ({ subject, details }) =>
    `Money leaves ${details['account']} to an address that nobody here knows (${details['kind']}). If it is no rule of yours, lock the account at the provider at once; then see payment ${subject}.`,
  payment_contradicts: ({ subject, details }) =>
    `${details['account']} tells two things of one ${details['kind']} that cannot both be true. Its effects wait. Look at the provider's dashboard, then decide about payment ${subject}.`,
  payment_frozen: ({ subject, details }) =>
    `${details['account']} froze a ${details['kind']} after it was done. Ask the provider why; payment ${subject} may have to be clawed back.`,
  payment_unlinked: ({ subject, details }) =>
    `Money came to ${details['account']} at ${details['since']}, and nobody knows whose it is. See the proposals of payment ${subject}, and link or refund it.`,
  signatures_refused: ({ details }) =>
    `${details['refused']} webhooks of ${details['account']} within five minutes had no valid signature. If the key was changed at the provider, add it here; else somebody tries.`,
  payment_silence: ({ subject, details }) =>
    `${details['count']} ${subject} of ${details['account']} are under way for more than ${details['limitHours']} hours, twice as long as usual, and the provider cannot be asked. Look at its dashboard, first for payment ${details['paymentId']}.`,
};

/** Why somebody is called at once → what is raised. */
export function signalOf(page: string): PaymentSignal {
  if (page === 'unlinked') return 'payout_unknown';
  return page === 'frozen' ? 'payment_frozen' : 'payment_contradicts';
}
