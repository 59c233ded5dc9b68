import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import { compare, type Decimal, isPositive, minus, parseAmount, plus, ZERO } from '../../kernel/money.js';
import { newId } from '../../kernel/uuid.js';
import type { Actor } from '../../platform/audit/audit.service.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { LeadsService } from '../leads/leads.service.js';
import { TimelineService } from '../leads/timeline.service.js';
import { heldByUser, leftOf } from './actions.domain.js';
import { afterClawBack, afterRefund, clawBackOf, refundOf, type Split } from './correct.domain.js';
import { DecisionDeskService, type Found, refuseUnlessAllowed } from './decision-desk.service.js';
import { actionableOf, type HeldPayment, ownerOf } from './held-payment.js';
import type { LedgerEntryRow, PaymentCorrectionRow } from './payment.entity.js';
import { PaymentCorrectionsRepository } from './payment-corrections.repository.js';
import { type PostingReason, posting } from './posting.js';

/** Money that goes back. `reference` names it outside, once a payment: a repeat changes nothing. */
export type Back = { readonly reference: string; readonly amount: string; readonly reason: string };
/** Who has a payment from now on, and for which of his leads. */
export type Move = { readonly userId: string; readonly leadId: string | null; readonly reason: string };

type GoesBack = 'refund' | 'claw_back';

/**
 * Puts right what is on the ledger: never by changing a line, always by more of them. What was decided, its lines and its
 * audit are one transaction, and whoever comes second sees what the first did.
 */
@Injectable()
export class PaymentCorrectionsService {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly leads: LeadsService,
    private readonly timeline: TimelineService,
    private readonly desk: DecisionDeskService,
    private readonly corrections: PaymentCorrectionsRepository,
  ) {}

  /**
   * Records that money was given back; what nobody was credited with goes first, the rest is taken from the user.
   * @throws DomainError `payment_not_found`, `payment_unsure`, `payment_nothing_left`, `amount_too_large`,
   * `amount_invalid`, `correction_differs`
   */
  refund(actor: Actor, id: string, back: Back): Promise<void> {
    return this.#giveBack(actor, id, 'refund', back);
  }

  /**
   * Records that the provider took back what a user had been credited with, and takes it from the user.
   * @throws DomainError `payment_not_found`, `payment_nothing_credited`, `amount_too_large`, `amount_invalid`,
   * `correction_differs`
   */
  clawBack(actor: Actor, id: string, back: Back): Promise<void> {
    return this.#giveBack(actor, id, 'claw_back', back);
  }

  /**
   * Gives a payment to whoever it belongs to: what the one had is taken back, and the other has it. A repeat changes
   * nothing, and nobody is told: the mistake was ours.
   * @throws DomainError `payment_not_found`, `payment_unlinked`, `lead_unknown`
   */
  move(actor: Actor, id: string, { userId, leadId, reason }: Move): Promise<void> {
    return this.transaction.run(async (tx) => {
      const found = await this.desk.holdFor(tx, id, 'move');
      const { payment } = found;
      if (payment.userId === userId && payment.leadId === leadId) return;
      await this.#checkLead(tx, userId, leadId);
      const moved = { ...payment, userId, leadId, owner: ownerOf(payment.request, userId) };
      await this.corrections.add(tx, this.#moveRow(actor, payment, { userId, leadId, reason }));
      await this.#noteOnLeads(tx, payment, leadId);
      const entries = payment.userId === userId ? [] : this.#movedEntries(found, userId);
      const details = { fromLeadId: payment.leadId, toLeadId: leadId };
      const decision = { action: 'payment.moved', state: payment.state, reason, entries, details };
      await this.desk.write(tx, actor, { ...found, payment: moved }, decision);
    });
  }

  #giveBack(actor: Actor, id: string, kind: GoesBack, back: Back): Promise<void> {
    const amount = amountOf(back.amount);
    return this.transaction.run(async (tx) => {
      const found = await this.desk.hold(tx, id);
      const known = await this.corrections.find(tx, id, kind, back.reference);
      if (known && compare(known.amount, amount) !== 0) throw differs();
      if (known) return;
      refuseUnlessAllowed(kind, found);
      const split = splitOf(kind, found, amount);
      await this.corrections.add(tx, this.#backRow(actor, found.payment, { kind, back, amount, split }));
      await this.#take(tx, actor, found, { kind, back, amount, split });
    });
  }

  async #take(tx: Tx, actor: Actor, found: Found, { kind, back, amount, split }: Given): Promise<void> {
    const { payment, account } = found;
    const after = payment.state;
    const before = actionableOf(payment, account);
    const state = kind === 'refund' ? afterRefund(after, before, split) : afterClawBack(after, before);
    const changed = correctedOf(payment, { kind, back, amount, split });
    const isAllBack = !isPositive(heldByUser(actionableOf(changed, account))) && isPositive(split.taken);
    const entries = isPositive(split.taken) ? this.#entries(payment, minus(ZERO, split.taken), kind) : [];
    const details = { amount, reference: back.reference };
    const decision = { action: ACTIONS[kind], state, reason: back.reason, entries, details };
    const tells = isAllBack ? { tells: 'refunded' as const } : {};
    await this.desk.write(tx, actor, { account, payment: changed }, { ...decision, ...tells });
  }

  /** What the one had goes back, and the other gets it: four lines. */
  #movedEntries({ payment, account }: Found, userId: string): LedgerEntryRow[] {
    const amount = heldByUser(actionableOf(payment, account));
    if (!isPositive(amount)) return [];
    const away = this.#entries(payment, minus(ZERO, amount), 'moved_away');
    return [...away, ...this.#entries({ ...payment, userId }, amount, 'moved_here')];
  }

  #entries(payment: HeldPayment, amount: Decimal, reason: PostingReason): LedgerEntryRow[] {
    const { id: paymentId, accountId, userId, asset, network } = payment;
    if (userId === null || asset === null) throw new Error('Only what a user was credited with is on the ledger');
    return posting({ paymentId, accountId, userId, asset, network }, { amount, reason }, this.clock.now());
  }

  #backRow(actor: Actor, payment: HeldPayment, { kind, back, amount, split }: Given): PaymentCorrectionRow {
    const { userId: fromUser, leadId: fromLead } = payment;
    const { reference, reason } = back;
    const whose = { fromUser, fromLead, toUser: null, toLead: null };
    return { ...this.#row(actor, payment, reason), ...whose, kind, reference, amount, uncredited: split.uncredited };
  }

  #moveRow(actor: Actor, payment: HeldPayment, { userId, leadId, reason }: Move): PaymentCorrectionRow {
    const whose = { fromUser: payment.userId, fromLead: payment.leadId, toUser: userId, toLead: leadId };
    const amount = minus(payment.credited, plus(minus(payment.refunded, payment.returned), payment.reversed));
    return {
      ...this.#row(actor, payment, reason),
      ...whose,
      ...{ kind: 'move', reference: null, amount, uncredited: ZERO },
    };
  }

  #row(actor: Actor, { id: paymentId, asset, network }: HeldPayment, reason: string) {
    const createdAt = this.clock.now();
    return { id: newId(createdAt), paymentId, asset, network, reason, madeBy: actor.name, createdAt };
  }

  async #checkLead(tx: Tx, userId: string, leadId: string | null): Promise<void> {
    if (leadId === null) return;
    const lead = (await this.leads.summaries(tx, [leadId])).get(leadId);
    if (lead?.userId === userId) return;
    const message = 'This user has no lead with this id.';
    throw new DomainError('rejected', 'lead_unknown', message, { issues: [{ path: 'leadId', message }] });
  }

  /** Both timelines say it; neither user is told. */
  async #noteOnLeads(tx: Tx, { id: paymentId, leadId }: HeldPayment, toLead: string | null): Promise<void> {
    if (leadId === toLead) return;
    const at = this.clock.now();
    const note = (lead: string | null, type: string) =>
      lead === null ? [] : [{ leadId: lead, type, at, applied: true, data: { paymentId } }];
    await this.timeline.append(tx, [...note(leadId, 'payment.moved_away'), ...note(toLead, 'payment.moved_here')]);
  }
}

type Given = { readonly kind: GoesBack; readonly back: Back; readonly amount: Decimal; readonly split: Split };

const ACTIONS = { refund: 'payment.refunded', claw_back: 'payment.clawed_back' } as const;

function splitOf(kind: GoesBack, { payment, account }: Found, amount: Decimal): Split {
  const actionable = actionableOf(payment, account);
  const split = kind === 'refund' ? refundOf(actionable, amount) : clawBackOf(actionable, amount);
  if (split) return split;
  const left = kind === 'refund' ? leftOf(actionable) : heldByUser(actionable);
  const message = `No more than ${left} ${payment.asset ?? ''} of this payment can go back.`.replace('  ', ' ');
  throw new DomainError('conflict', 'amount_too_large', message);
}

/** As the row is once the correction has added itself to it. */
function correctedOf(payment: HeldPayment, { kind, amount, split }: Given): HeldPayment {
  if (kind === 'claw_back') return { ...payment, reversed: plus(payment.reversed, amount) };
  const returned = plus(payment.returned, split.uncredited);
  return { ...payment, refunded: plus(payment.refunded, amount), returned };
}

/** @throws DomainError `amount_invalid` */
function amountOf(text: string): Decimal {
  const amount = parseAmount(text);
  if (amount !== null && isPositive(amount)) return amount;
  const message = 'amount must be a decimal string of more than 0, such as "12.50".';
  throw new DomainError('rejected', 'amount_invalid', message, { issues: [{ path: 'amount', message }] });
}

function differs(): DomainError {
  const sentence = 'This payment has a correction with this reference and another amount. Use a reference of its own.';
  return new DomainError('conflict', 'correction_differs', sentence);
}
