import type { Decimal } from '../../kernel/money.js';

/** A payment to be made at a provider. */
export type Order = {
  /** Our request's id. */
  readonly id: string;
  readonly userId: string;
  readonly amount: Decimal;
  readonly currency: string;
  readonly description: string;
  readonly email: string | null;
};

/** PaidLys' invoice currencies, and how many decimals their prices may have. */
const PAIDLYS_DECIMALS: Readonly<Record<string, number>> = {
  ...{ usd: 2, eur: 2, usdt: 2, usdc: 2, sol: 4, ton: 4, btc: 6, eth: 6, bnb: 8, bch: 8, ltc: 8, trx: 8 },
};

/** The currency as the provider spells it; null for one that it does not take. */
export function currencyAt(provider: 'payram' | 'paidlys', currency: string): string | null {
  if (provider === 'payram') return currency.toUpperCase() === 'USD' ? 'USD' : null;
  const lower = currency.toLowerCase();
  return Object.hasOwn(PAIDLYS_DECIMALS, lower) ? lower : null;
}

/** How many decimals an amount may have there. */
export function finestAt(provider: 'payram' | 'paidlys', currency: string): number {
  return provider === 'payram' ? 2 : (PAIDLYS_DECIMALS[currency] ?? 0);
}

/** The body for PayRam. Its amount is a number, written digit by digit: a JavaScript number would be rounded. */
export function payramOrder({ id, userId, amount, email }: Order): string {
  const texts = { customerEmail: email ?? `${id}@payments.invalid`, customerId: userId, invoiceID: id };
  return `${JSON.stringify(texts).slice(0, -1)},"amountInUSD":${amount}}`;
}

/** The body for PaidLys, which takes no reference of ours. */
export function paidlysOrder({ amount, currency, description }: Order): string {
  const item = `{"name":${JSON.stringify(description)},"price":${amount}}`;
  return `{"invoiceCurrency":${JSON.stringify(currency)},"items":[${item}],"isMerchantPaysFee":false}`;
}
