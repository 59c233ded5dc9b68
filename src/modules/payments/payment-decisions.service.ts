import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import type { Actor } from '../../platform/audit/audit.service.js';
import { Transaction } from '../../platform/database/transaction.js';
import { accept, reopen } from './decide.domain.js';
import { DecisionDeskService } from './decision-desk.service.js';
import { ownerOf } from './held-payment.js';
import { PaymentChecksService } from './payment-checks.service.js';
import { PaymentRequestsRepository } from './payment-requests.repository.js';
import { PaymentsRepository } from './payments.repository.js';

/** What a person decides about a payment that waits for one. Every decision has a reason and is audited. */
@Injectable()
export class PaymentDecisionsService {
  constructor(
    private readonly transaction: Transaction,
    private readonly desk: DecisionDeskService,
    private readonly checks: PaymentChecksService,
    private readonly payments: PaymentsRepository,
    private readonly requests: PaymentRequestsRepository,
  ) {}

  /**
   * Lets go what waits, and closes what is open: the payment is as the gateway has it. Money of nobody stays where it is.
   * @throws DomainError `payment_not_found`, `payment_unlinked`, `payment_has_no_question`
   */
  accept(actor: Actor, id: string, reason: string): Promise<void> {
    return this.transaction.run(async (tx) => {
      const found = await this.desk.holdFor(tx, id, 'accept');
      const { kind, held } = found.payment;
      const state = accept(kind, found.payment.state, held);
      await this.desk.write(tx, actor, found, { action: 'payment.accepted', state, reason });
    });
  }

  /**
   * Says whose payment it is: that of a request of the same account which has none yet. What its events say is credited
   * to that user by the usual rules.
   * @throws DomainError `payment_not_found`, `payment_request_not_found`, `payment_linked`, `payment_request_taken`
   */
  link(actor: Actor, id: string, requestId: string, reason: string): Promise<void> {
    return this.transaction.run(async (tx) => {
      const { payment, account } = await this.desk.holdFor(tx, id, 'link');
      const request = await this.requests.hold(tx, requestId);
      if (request?.accountId !== account.id) throw requestNotFound();
      if (await this.payments.isTaken(tx, requestId)) throw requestTaken();
      const { userId, leadId } = request;
      const owned = { ...payment, request, userId, leadId, owner: ownerOf(request, userId) };
      const state = reopen(payment.state);
      await this.desk.write(tx, actor, { payment: owned, account }, { action: 'payment.linked', state, reason });
    });
  }

  /**
   * Asks the provider now. An answer that cannot be believed changes nothing.
   * @throws DomainError `payment_not_found`, `payment_not_checkable`
   */
  async recheck(id: string): Promise<void> {
    await this.transaction.run((tx) => this.desk.holdFor(tx, id, 'recheck'));
    await this.checks.check(id);
  }
}

function requestNotFound(): DomainError {
  return new DomainError('not_found', 'payment_request_not_found', 'This account has no payment request with this id.');
}

function requestTaken(): DomainError {
  return new DomainError('conflict', 'payment_request_taken', 'Another payment answers this request.');
}
