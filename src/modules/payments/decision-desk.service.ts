import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import { sha256 } from '../../kernel/sha256.js';
import { isUuid, newId } from '../../kernel/uuid.js';
import { type Actor, AuditService } from '../../platform/audit/audit.service.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { allowedActions, type PaymentAction, refusalOf } from './actions.domain.js';
import { actionableOf, type HeldPayment, heldPaymentOf, termsOf } from './held-payment.js';
import type { LedgerEntryRow, PaymentEventRow } from './payment.entity.js';
import { PaymentRequestsRepository } from './payment-requests.repository.js';
import type { PaymentState } from './payment-state.domain.js';
import { PaymentWriterService } from './payment-writer.service.js';
import { PaymentsRepository } from './payments.repository.js';
import { type ProviderAccount, ProviderAccountsService } from './provider-accounts.service.js';
import { settle, type UserState } from './settle.domain.js';

export type Found = { readonly payment: HeldPayment; readonly account: ProviderAccount };

/** What a person decided. */
export type Decision = {
  /** As the audit names it: `payment.accepted`. */
  readonly action: string;
  readonly state: PaymentState;
  readonly reason: string;
  /** What the decision itself puts on the ledger. */
  readonly entries?: readonly LedgerEntryRow[];
  /** What the user is told of it, beside what the state tells. */
  readonly tells?: UserState;
  readonly details?: object;
};

/** Where decisions are made: holds a payment, says whether something may be done about it, and writes what was decided. */
@Injectable()
export class DecisionDeskService {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly audit: AuditService,
    private readonly accounts: ProviderAccountsService,
    private readonly payments: PaymentsRepository,
    private readonly requests: PaymentRequestsRepository,
    private readonly writer: PaymentWriterService,
  ) {}

  /** Held until commit. @throws DomainError `payment_not_found` */
  async hold(tx: Tx, id: string): Promise<Found> {
    const row = isUuid(id) ? await this.payments.holdById(tx, id) : null;
    const account = row && (await this.accounts.findById(tx, row.accountId));
    if (!row || !account) throw new DomainError('not_found', 'payment_not_found', 'There is no payment with this id.');
    const request = row.requestId === null ? null : await this.requests.linked(tx, row.requestId);
    return { payment: heldPaymentOf(row, request), account };
  }

  /** As `hold`. @throws DomainError also with the code of `refusalOf`, and what may be done instead */
  async holdFor(tx: Tx, id: string, action: PaymentAction): Promise<Found> {
    const found = await this.hold(tx, id);
    refuseUnlessAllowed(action, found);
    return found;
  }

  async write(tx: Tx, actor: Actor, { payment, account }: Found, decision: Decision): Promise<void> {
    const now = this.clock.now();
    const { state, reason, action, entries = [], details } = decision;
    const settled = settle(payment, termsOf(account), { state, asks: false, from: 'operator', now, draw: 0 });
    const settlement = telling(settled, decision.tells);
    const { credit } = settlement;
    const told = { reason, status: payment.state.status, credit, requestId: payment.request?.id, ...details };
    await this.audit.record(tx, actor, { action, subject: { type: 'payment', id: payment.id }, details: told });
    const by = { name: actor.name, note: reason };
    const events = [eventOf(payment, action, now)];
    const written = { payment, settlement, events, pages: [], at: now, by, entries };
    this.transaction.commitWith(tx, this.writer.writing(tx, [written], now));
  }
}

/** @throws DomainError `conflict`, with what may be done instead */
export function refuseUnlessAllowed(action: PaymentAction, { payment, account }: Found): void {
  const actionable = actionableOf(payment, account);
  const refusal = refusalOf(action, actionable);
  if (refusal === null) return;
  const allowed = allowedActions(actionable).join(', ') || 'nothing';
  throw new DomainError('conflict', refusal.code, `${refusal.sentence} Possible now: ${allowed}.`);
}

type Settlement = ReturnType<typeof settle>;

/** Each state is told once. */
function telling(settlement: Settlement, tells: UserState | undefined): Settlement {
  const { state } = settlement;
  if (tells === undefined || state.told.includes(tells)) return settlement;
  return { ...settlement, tells, state: { ...state, told: [...state.told, tells] } };
}

function eventOf({ id: paymentId, version, state }: HeldPayment, outcome: string, createdAt: Date): PaymentEventRow {
  return {
    ...{
      id: newId(createdAt),
      paymentId,
      receiptId: null,
      source: 'operator',
      proof: 'operator',
      facts: {},
      providerAt: null,
    },
    ...{
      dedupeKey: sha256(`operator\n${version}`),
      rawStatus: null,
      status: state.status,
      outcome,
      reason: null,
      createdAt,
    },
  };
}
