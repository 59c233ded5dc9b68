import { parseJsonLosslessly } from '../../kernel/json.js';
import type { ProviderAnswer } from './confirm.domain.js';
import type { Facts } from './payment-state.domain.js';
import { payramStatus } from './payram-reading.domain.js';
import { amountOf, type Body, present, textOf } from './reading.domain.js';

const LIMITS = { depth: 32, values: 5_000, literalNumbers: true };

/** Where a user pays, and the provider's name for it. */
export type CreatedPayment = { readonly reference: string; readonly url: string };

/** How PayRam says that a payment stands; null when the answer says nothing of it that can be believed. */
export function payramAnswer(text: string, reference: string): ProviderAnswer | null {
  const body = membersOf(text);
  const status = payramStatus(textOf(body?.['paymentState']));
  if (!body || status === null || textOf(body['referenceID']) !== reference) return null;
  let isFlawed = false;
  const flaw = () => {
    isFlawed = true;
  };
  const facts = present({
    amountUsd: amountOf(body['amountInUSD'], flaw),
    filled: amountOf(body['filledAmount'], flaw),
    filledUsd: amountOf(body['filledAmountInUSD'], flaw),
    asset: textOf(body['currencySymbol']),
    network: textOf(body['blockchainSymbol']),
    invoiceId: textOf(body['invoiceID']),
  }) as Facts;
  return isFlawed ? null : { status, facts };
}

/** What PayRam made; null when its answer does not say. */
export function payramCreated(text: string): CreatedPayment | null {
  const body = membersOf(text);
  return createdOf(textOf(body?.['reference_id']), textOf(body?.['url']));
}

/** What PaidLys made. It tells no address: each invoice has a page under its id. */
export function paidlysCreated(text: string, pages: string): CreatedPayment | null {
  const id = textOf(membersOf(text)?.['id']);
  return createdOf(id, id === null ? null : `${pages}/${encodeURIComponent(id)}`);
}

/** Users are sent there: nothing but an address of the web is taken. */
function createdOf(reference: string | null, url: string | null): CreatedPayment | null {
  if (reference === null || url === null || !URL.canParse(url)) return null;
  return /^https?:$/.test(new URL(url).protocol) ? { reference, url } : null;
}

function membersOf(text: string): Body | null {
  try {
    const parsed = parseJsonLosslessly(text, LIMITS);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Body) : null;
  } catch {
    return null;
  }
}
