import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import type { Decimal } from '../../kernel/money.js';
import { isUuid } from '../../kernel/uuid.js';
import { type AuditEntryView, AuditService } from '../../platform/audit/audit.service.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { allowedActions, heldByUser, leftOf, type PaymentAction } from './actions.domain.js';
import { type Evidence, evidenceOf } from './evidence.domain.js';
import { explorerLink } from './explorer-link.domain.js';
import type { LedgerEntryRow, PaymentCorrectionRow, PaymentEventRow, PaymentExceptionRow } from './payment.entity.js';
import { PaymentCorrectionsRepository } from './payment-corrections.repository.js';
import { PaymentRequestsRepository } from './payment-requests.repository.js';
import type { Facts, PaymentState } from './payment-state.domain.js';
import { type ListedPayment, type PaymentFilter, PaymentViewsRepository } from './payment-views.repository.js';
import type { Kind } from './state-tables.domain.js';

export type { PaymentFilter } from './payment-views.repository.js';

export type PaymentSummary = Omit<ListedPayment, 'state' | 'version' | 'checkStep' | 'baseUrl'> & {
  /** What was told without proof and waits for the provider's own word. */
  readonly reported: string | null;
  readonly facts: Facts;
  /** Its transaction, on the page of a known explorer. */
  readonly txUrl: string | null;
  /** What its user has of it, and what is left of what came. */
  readonly balance: Decimal;
  readonly left: Decimal;
  /** What may be done about it now. */
  readonly actions: readonly PaymentAction[];
};
type Decided = Pick<AuditEntryView, 'at' | 'actorName' | 'action' | 'details'>;
export type PaymentDetail = PaymentSummary & {
  readonly evidence: Evidence;
  readonly events: readonly Omit<PaymentEventRow, 'dedupeKey' | 'paymentId'>[];
  readonly history: readonly Omit<PaymentExceptionRow, 'paymentId'>[];
  readonly corrections: readonly Omit<PaymentCorrectionRow, 'paymentId'>[];
  readonly ledger: readonly Omit<LedgerEntryRow, 'paymentId'>[];
  /** What people decided, oldest first. */
  readonly decisions: readonly Decided[];
};

const MOST = 10_000;
const MOST_DECISIONS = 200;

/** Shows payments to people. */
@Injectable()
export class PaymentsService {
  constructor(
    private readonly transaction: Transaction,
    private readonly audit: AuditService,
    private readonly views: PaymentViewsRepository,
    private readonly requests: PaymentRequestsRepository,
    private readonly corrections: PaymentCorrectionsRepository,
  ) {}

  /** Newest first, those before the payment `before`. */
  search(filter: PaymentFilter, before: string | null, limit: number): Promise<PaymentSummary[]> {
    return this.transaction.run(async (tx) => (await this.views.search(tx, filter, before, limit)).map(summaryOf));
  }

  /** How many fit, 10,000 at most. */
  count(filter: PaymentFilter): Promise<number> {
    return this.transaction.run((tx) => this.views.count(tx, filter, MOST));
  }

  /** @throws DomainError `payment_not_found` */
  async find(id: string): Promise<PaymentDetail> {
    const detail = await this.transaction.run((tx) => this.#detail(tx, id));
    const entries = await this.audit.search({ subjectType: 'payment', subjectId: id }, null, MOST_DECISIONS);
    const decisions = entries.map(({ at, actorName, action, details }) => ({ at, actorName, action, details }));
    return { ...detail, decisions: decisions.reverse() };
  }

  async #detail(tx: Tx, id: string): Promise<Omit<PaymentDetail, 'decisions'>> {
    const row = isUuid(id) ? await this.views.find(tx, id) : null;
    if (!row) throw new DomainError('not_found', 'payment_not_found', 'There is no payment with this id.');
    const request = row.requestId === null ? null : await this.requests.find(tx, row.requestId);
    const events = await this.views.events(tx, id);
    const history = await this.views.exceptions(tx, id);
    const corrections = await this.corrections.ofPayment(tx, id);
    const ledger = await this.views.entries(tx, id);
    return {
      ...summaryOf(row),
      evidence: evidenceOf(row.state as PaymentState, request, { events, corrections }),
      events: events.map(({ dedupeKey: _, paymentId: __, ...event }) => event),
      history: history.map(({ paymentId: _, ...exception }) => exception),
      corrections: corrections.map(({ paymentId: _, ...correction }) => correction),
      ledger: ledger.map(({ paymentId: _, ...entry }) => entry),
    };
  }
}

function summaryOf({ state, version: _, checkStep: __, baseUrl, ...row }: ListedPayment): PaymentSummary {
  const { reported, facts } = state as PaymentState;
  const canCheck = row.kind === 'payram_payment' && baseUrl !== null;
  const actionable = { ...row, kind: row.kind as Kind, canCheck };
  const sums = { balance: heldByUser(actionable), left: leftOf(actionable) };
  return { ...row, reported, facts, txUrl: explorerLink(facts.txHash), ...sums, actions: allowedActions(actionable) };
}
