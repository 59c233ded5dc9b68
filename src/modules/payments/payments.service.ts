import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { isUuid } from '../../kernel/uuid.js';
import { Transaction } from '../../platform/database/transaction.js';
import { explorerLink } from './explorer-link.domain.js';
import type { LedgerEntryRow, PaymentEventRow, PaymentExceptionRow } from './payment.entity.js';
import type { Facts, PaymentState } from './payment-state.domain.js';
import { type ListedPayment, type PaymentFilter, PaymentViewsRepository } from './payment-views.repository.js';

export type { PaymentFilter } from './payment-views.repository.js';

export type PaymentSummary = Omit<ListedPayment, 'state' | 'version' | 'checkStep'> & {
  /** What was told without proof and waits for the provider's own word. */
  readonly reported: string | null;
  readonly facts: Facts;
  /** Its transaction, on the page of a known explorer. */
  readonly txUrl: string | null;
};
export type PaymentDetail = PaymentSummary & {
  readonly events: readonly Omit<PaymentEventRow, 'dedupeKey' | 'paymentId'>[];
  readonly history: readonly Omit<PaymentExceptionRow, 'paymentId'>[];
  readonly ledger: readonly Omit<LedgerEntryRow, 'paymentId'>[];
};

const MOST = 10_000;

/** Shows payments to people. */
@Injectable()
export class PaymentsService {
  constructor(
    private readonly transaction: Transaction,
    private readonly views: PaymentViewsRepository,
  ) {}

  /** Newest first, those before the payment `before`; `total` counts 10,000 at most. */
  search(
    filter: PaymentFilter,
    before: string | null,
    limit: number,
  ): Promise<{ payments: PaymentSummary[]; total: number }> {
    return this.transaction.run(async (tx) => {
      const payments = (await this.views.search(tx, filter, before, limit)).map(summaryOf);
      return { payments, total: await this.views.count(tx, filter, MOST) };
    });
  }

  /** @throws DomainError `payment_not_found` */
  find(id: string): Promise<PaymentDetail> {
    return this.transaction.run(async (tx) => {
      const row = isUuid(id) ? await this.views.find(tx, id) : null;
      if (!row) throw new DomainError('not_found', 'payment_not_found', 'There is no payment with this id.');
      const events = await this.views.events(tx, id);
      const history = await this.views.exceptions(tx, id);
      const ledger = await this.views.entries(tx, id);
      return {
        ...summaryOf(row),
        events: events.map(({ dedupeKey: _, paymentId: __, ...event }) => event),
        history: history.map(({ paymentId: _, ...exception }) => exception),
        ledger: ledger.map(({ paymentId: _, ...entry }) => entry),
      };
    });
  }
}

function summaryOf({ state, version: _, checkStep: __, ...row }: ListedPayment): PaymentSummary {
  const { reported, facts } = state as PaymentState;
  return { ...row, reported, facts, txUrl: explorerLink(facts.txHash) };
}
