import type { Facts, ProviderEvent } from './payment-state.domain.js';
import { amountOf, type Body, countOf, Flaws, present, type Reading, textOf, unixTime } from './reading.domain.js';
import { MACHINES } from './state-tables.domain.js';

const PAYOUT = 'payout.';

/** What proved the call; see `ProviderEvent`. */
type Given = { readonly verified: boolean; readonly receivedAt: Date };

/**
 * What a PayRam body tells. `status` is the current name, `payment_state` an older one; amounts are decimal strings, in
 * older versions numbers, and totals of their reference.
 */
export function readPayram(body: Body, given: Given): Reading {
  const eventType = textOf(body['event_type']);
  if (eventType === 'payout.ping') return { is: 'probe' };
  if (eventType?.startsWith(PAYOUT)) return payoutOf(body, eventType.slice(PAYOUT.length), given);
  const reference = textOf(body['reference_id']);
  return reference === null ? { is: 'unknown', reason: 'reference_missing' } : paymentOf(body, reference, given);
}

/** Our spelling of a payment's status, in webhooks and in answers alike; null for one that nobody knows. */
export function payramStatus(raw: string | null): string | null {
  const upper = raw?.toUpperCase() ?? null;
  const status = upper === 'CANCELED' ? 'CANCELLED' : upper;
  return status !== null && MACHINES.payram_payment.ranks.includes(status) ? status : null;
}

function paymentOf(body: Body, reference: string, { verified, receivedAt }: Given): Reading {
  const flaws = new Flaws();
  const [raw, older] = [textOf(body['status']), textOf(body['payment_state'])];
  const rawStatus = raw ?? older;
  const status = payramStatus(rawStatus);
  const told = [body['status'], body['payment_state']].filter((one) => one !== undefined && one !== null);
  if (new Set(told.map((one) => payramStatus(textOf(one)))).size > 1) flaws.add('conflict');
  const facts = paymentFacts(body, flaws);
  const { confirmations: had, confirmationsNeeded: needed } = facts;
  const progress = had !== undefined && needed !== undefined && had < needed;
  const at = unixTime(body['timestamp'], receivedAt);
  const event = { kind: 'payram_payment' as const, reference, status, rawStatus, at, facts };
  return { is: 'event', event: { ...event, progress, verified, known: true, flaws: flaws.all } };
}

function paymentFacts(body: Body, flaws: Flaws): Facts {
  const wrong = () => flaws.add('amount_mismatch');
  const [info] = Array.isArray(body['payment_info']) ? (body['payment_info'] as unknown[]) : [];
  const transfer = typeof info === 'object' && info !== null ? (info as Body) : {};
  return present({
    amount: amountOf(body['amount'], wrong),
    currency: textOf(body['currency']),
    filled: amountOf(body['filled_amount'], wrong),
    filledUsd: amountOf(body['filled_amount_in_usd'], wrong),
    txHash: textOf(transfer['transaction_hash']),
    confirmations: countOf(body['confirmation_current']),
    confirmationsNeeded: countOf(body['confirmation_required']),
    invoiceId: textOf(body['invoice_id']),
  }) as Facts;
}

function payoutOf(body: Body, name: string, { verified, receivedAt }: Given): Reading {
  const reference = textOf(body['payout_id']);
  if (reference === null) return { is: 'unknown', reason: 'reference_missing' };
  const flaws = new Flaws();
  const facts = present({
    amount: amountOf(body['amount'], () => flaws.add('amount_mismatch')),
    asset: textOf(body['token']),
    network: textOf(body['network']),
    to: textOf(body['address']),
    txHash: textOf(body['tx_hash']),
  }) as Facts;
  const status = MACHINES.payram_payout.ranks.includes(name) ? name : null;
  const told = { kind: 'payram_payout' as const, reference, status, rawStatus: name, facts };
  const event: ProviderEvent = {
    ...told,
    at: unixTime(body['timestamp'], receivedAt),
    progress: false,
    verified,
    // The gateway asks for no payout, so it knows of none.
    known: false,
    flaws: flaws.all,
  };
  return { is: 'event', event };
}
