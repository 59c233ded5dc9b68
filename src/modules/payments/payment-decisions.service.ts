import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import { sha256 } from '../../kernel/sha256.js';
import { isUuid, newId } from '../../kernel/uuid.js';
import { type Actor, AuditService } from '../../platform/audit/audit.service.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { accept, reopen } from './decide.domain.js';
import { type HeldPayment, heldPaymentOf, termsOf } from './held-payment.js';
import type { PaymentEventRow } from './payment.entity.js';
import { PaymentRequestsRepository } from './payment-requests.repository.js';
import type { PaymentState } from './payment-state.domain.js';
import { PaymentWriterService } from './payment-writer.service.js';
import { PaymentsRepository } from './payments.repository.js';
import { type ProviderAccount, ProviderAccountsService } from './provider-accounts.service.js';
import { settle } from './settle.domain.js';

type Found = { readonly payment: HeldPayment; readonly account: ProviderAccount };
type Decision = { readonly action: string; readonly state: PaymentState; readonly reason: string };

/** What a person decides about a payment that waits for one. Every decision has a reason and is audited. */
@Injectable()
export class PaymentDecisionsService {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly audit: AuditService,
    private readonly accounts: ProviderAccountsService,
    private readonly payments: PaymentsRepository,
    private readonly requests: PaymentRequestsRepository,
    private readonly writer: PaymentWriterService,
  ) {}

  /**
   * Lets go what waits, and closes what is open: the payment is as the gateway has it. Money of nobody stays where it is.
   * @throws DomainError `payment_not_found`, `payment_unlinked`, `payment_has_no_question`
   */
  accept(actor: Actor, id: string, reason: string): Promise<void> {
    return this.transaction.run(async (tx) => {
      const found = await this.#hold(tx, id);
      const { payment } = found;
      const { state, exceptions, held } = payment;
      if (held.includes('unlinked')) throw unlinked();
      if (exceptions.length === 0 && held.length === 0) throw noQuestion();
      await this.#decide(tx, actor, found, { action: 'payment.accepted', state: accept(state, held), reason });
    });
  }

  /**
   * Says whose payment it is: that of a request of the same account which has none yet. What its events say is credited
   * to that user by the usual rules.
   * @throws DomainError `payment_not_found`, `payment_request_not_found`, `payment_linked`, `payment_request_taken`
   */
  link(actor: Actor, id: string, requestId: string, reason: string): Promise<void> {
    return this.transaction.run(async (tx) => {
      const { payment, account } = await this.#hold(tx, id);
      if (payment.request) throw linked();
      const request = await this.requests.hold(tx, requestId);
      if (request?.accountId !== account.id) throw requestNotFound();
      if (await this.payments.isTaken(tx, requestId)) throw requestTaken();
      const { userId, amount, currency } = request;
      const owned = { ...payment, request, owner: { userId, amount, currency } };
      const state = reopen(payment.state);
      await this.#decide(tx, actor, { payment: owned, account }, { action: 'payment.linked', state, reason });
    });
  }

  async #decide(tx: Tx, actor: Actor, { payment, account }: Found, decision: Decision): Promise<void> {
    const now = this.clock.now();
    const { state, reason, action } = decision;
    const settlement = settle(payment, termsOf(account), { state, asks: false, from: 'operator', now, draw: 0 });
    const details = { reason, status: payment.state.status, credit: settlement.credit, requestId: payment.request?.id };
    await this.audit.record(tx, actor, { action, subject: { type: 'payment', id: payment.id }, details });
    const by = { name: actor.name, note: reason };
    const events = [eventOf(payment, action, now)];
    this.transaction.commitWith(
      tx,
      this.writer.writing(tx, [{ payment, settlement, events, pages: [], at: now, by }], now),
    );
  }

  async #hold(tx: Tx, id: string): Promise<Found> {
    const row = isUuid(id) ? await this.payments.holdById(tx, id) : null;
    const account = row && (await this.accounts.findById(tx, row.accountId));
    if (!row || !account) throw new DomainError('not_found', 'payment_not_found', 'There is no payment with this id.');
    const request = row.requestId === null ? null : await this.requests.linked(tx, row.requestId);
    return { payment: heldPaymentOf(row, request), account };
  }
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

function unlinked(): DomainError {
  const sentence = 'Nobody knows whose payment this is. Link it to a request first.';
  return new DomainError('conflict', 'payment_unlinked', sentence);
}

function noQuestion(): DomainError {
  return new DomainError('conflict', 'payment_has_no_question', 'Nothing about this payment waits for a decision.');
}

function linked(): DomainError {
  const sentence = 'This payment answers a request already. Money that is linked is not linked anew.';
  return new DomainError('conflict', 'payment_linked', sentence);
}

function requestNotFound(): DomainError {
  return new DomainError('not_found', 'payment_request_not_found', 'This account has no payment request with this id.');
}

function requestTaken(): DomainError {
  return new DomainError('conflict', 'payment_request_taken', 'Another payment answers this request.');
}
