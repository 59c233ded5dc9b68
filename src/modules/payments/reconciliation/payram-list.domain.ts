import { parseJsonLosslessly } from '../../../kernel/json.js';
import { type Decimal, parseAmount } from '../../../kernel/money.js';
import { payramStatus } from '../payram-reading.domain.js';
import { type Body, textOf } from '../reading.domain.js';
import type { ListedItem, ListedPage } from './listed-item.domain.js';

const LIMITS = { depth: 8, values: 50_000, literalNumbers: true };

/** Where in PayRam's list, oldest first, so that what is new meanwhile comes last. */
export type PayramSearch = {
  readonly since: Date;
  readonly until: Date;
  readonly offset: number;
  readonly limit: number;
};

export function payramSearch({ since, until, offset, limit }: PayramSearch): string {
  const period = { dateFrom: since.toISOString(), dateTo: until.toISOString() };
  return JSON.stringify({ ...period, sortBy: 'createdAt', sortDirection: 'ASC', limit, offset });
}

/**
 * A page of PayRam's list of payments: `data` is null when there is none. Amounts are JSON numbers or texts; what is read
 * is in US dollars, as payments are credited. Null for an answer that is no page, or has an amount that is none.
 */
export function payramPage(text: string): ListedPage | null {
  const body = membersOf(text);
  const total = Number.parseInt(String(body?.['totalCount'] ?? ''), 10);
  const data = body?.['data'] ?? [];
  if (!body || !Number.isSafeInteger(total) || total < 0 || !Array.isArray(data)) return null;
  const items = data.map((row: unknown) => itemOf(row));
  if (items.includes('unreadable')) return null;
  return { items: items.filter((item) => item !== 'unnamed' && item !== 'unreadable'), rows: data.length, total };
}

function itemOf(row: unknown): ListedItem | 'unnamed' | 'unreadable' {
  if (typeof row !== 'object' || row === null) return 'unreadable';
  const members = row as Body;
  const reference = textOf(members['referenceId']);
  if (reference === null) return 'unnamed';
  const [amount, filled] = [usdOf(members['amountInUSD']), usdOf(members['filledAmountInUSD'])];
  if (amount === 'unreadable' || filled === 'unreadable') return 'unreadable';
  return {
    ...{ reference, status: payramStatus(textOf(members['paymentStatus'])), amount, filled, asset: 'USD' },
    network: textOf(members['network']),
    txHash: textOf(members['txHash']),
    createdAt: timeOf(members['createdAt']),
    updatedAt: timeOf(members['updatedAt']),
  };
}

function usdOf(value: unknown): Decimal | null | 'unreadable' {
  if (value === undefined || value === null || value === '') return null;
  return parseAmount(value) ?? 'unreadable';
}

function timeOf(value: unknown): Date | null {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? null : new Date(time);
}

function membersOf(text: string): Body | null {
  try {
    const parsed = parseJsonLosslessly(text, LIMITS);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Body) : null;
  } catch {
    return null;
  }
}
