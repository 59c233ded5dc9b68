import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transaction.js';
import { LedgerEntryRow, PaymentEventRow, PaymentExceptionRow, PaymentRow } from './payment.entity.js';
import { ProviderAccountRow } from './provider-account.entity.js';

/** A member that is absent filters nothing. */
export type PaymentFilter = {
  readonly provider?: string;
  readonly account?: string;
  readonly kind?: string;
  readonly status?: string;
  readonly userId?: string;
  readonly leadId?: string;
  /** Those with this exception open. */
  readonly exception?: string;
  /** Those with any exception open, or whose effects wait. */
  readonly troubled?: true;
};
type Named = { readonly provider: string; readonly account: string; readonly baseUrl: string | null };
export type ListedPayment = PaymentRow & Named;

type RawAccount = {
  readonly account_provider?: string;
  readonly account_account?: string;
  readonly account_base_url?: string | null;
};

const CONDITIONS: Readonly<Record<keyof PaymentFilter, string>> = {
  provider: 'account.provider = :provider',
  account: 'account.account = :account',
  kind: 'payment.kind = :kind',
  status: 'payment.status = :status',
  userId: 'payment.userId = :userId',
  leadId: 'payment.leadId = :leadId',
  exception: 'payment.exceptions @> array[:exception]::text[]',
  troubled: "(payment.exceptions <> '{}' or payment.held <> '{}')",
};

/** Reads payments for people. */
@Injectable()
export class PaymentViewsRepository {
  /** Newest first, those before the payment `before`. */
  async search(tx: Tx, filter: PaymentFilter, before: string | null, limit: number): Promise<ListedPayment[]> {
    const query = filtered(tx, filter).orderBy('payment.id', 'DESC').limit(limit);
    if (before !== null) query.andWhere('payment.id < :before', { before });
    const { entities, raw } = await query.getRawAndEntities<RawAccount>();
    return entities.map((row, at) => {
      const { account_provider: provider = '', account_account: account = '', account_base_url } = raw[at] ?? {};
      return { ...row, provider, account, baseUrl: account_base_url ?? null };
    });
  }

  /** How many fit, `most` at most. */
  async count(tx: Tx, filter: PaymentFilter, most: number): Promise<number> {
    return (await filtered(tx, filter).select('payment.id').limit(most).getRawMany()).length;
  }

  async find(tx: Tx, id: string): Promise<ListedPayment | null> {
    const row = await tx.getRepository(PaymentRow).findOneBy({ id });
    const account = row && (await tx.getRepository(ProviderAccountRow).findOneBy({ id: row.accountId }));
    return row && account && { ...row, provider: account.provider, account: account.account, baseUrl: account.baseUrl };
  }

  /** The provider's own case of each of an account's payments that has one, by the payment's reference. */
  async caseIds(tx: Tx, accountId: string, references: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ reference: string; caseId: string }[]>(
      `select reference, state #>> '{facts,caseId}' as "caseId" from payment
       where account_id = $1 and kind = 'carevalidate_payment' and reference = any($2) and state #>> '{facts,caseId}' is not null`,
      [accountId, references],
    );
    return new Map(rows.map(({ reference, caseId }) => [reference, caseId]));
  }

  /** Oldest first, a thousand at most. */
  events(tx: Tx, paymentId: string): Promise<PaymentEventRow[]> {
    return tx.getRepository(PaymentEventRow).find({ where: { paymentId }, order: { id: 'ASC' }, take: 1_000 });
  }

  exceptions(tx: Tx, paymentId: string): Promise<PaymentExceptionRow[]> {
    return tx.getRepository(PaymentExceptionRow).find({ where: { paymentId }, order: { id: 'ASC' }, take: 1_000 });
  }

  entries(tx: Tx, paymentId: string): Promise<LedgerEntryRow[]> {
    return tx.getRepository(LedgerEntryRow).find({ where: { paymentId }, order: { id: 'ASC' }, take: 1_000 });
  }
}

function filtered(tx: Tx, filter: PaymentFilter) {
  const query = tx
    .createQueryBuilder(PaymentRow, 'payment')
    .innerJoin(ProviderAccountRow, 'account', 'account.id = payment.accountId')
    .addSelect(['account.provider', 'account.account', 'account.baseUrl']);
  for (const [name, value] of Object.entries(filter)) {
    if (value !== undefined) query.andWhere(CONDITIONS[name as keyof PaymentFilter], { [name]: value });
  }
  return query;
}
