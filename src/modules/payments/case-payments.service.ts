import { Injectable } from '@nestjs/common';
import { ZERO } from '../../kernel/money.js';
import { sha256 } from '../../kernel/sha256.js';
import { newId } from '../../kernel/uuid.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import type { Write } from '../../platform/database/write.js';
import { applyEvent } from './apply-event.domain.js';
import { type CasePayment, readCasePayment } from './case-payment-reading.domain.js';
import { type HeldPayment, heldPaymentOf, type LinkedRequest, termsOf } from './held-payment.js';
import type { PaymentEventRow } from './payment.entity.js';
import { NOTHING, type ProviderEvent } from './payment-state.domain.js';
import { PaymentViewsRepository } from './payment-views.repository.js';
import { PaymentWriterService, type Settled } from './payment-writer.service.js';
import { PaymentsRepository } from './payments.repository.js';
import { type ProviderAccount, ProviderAccountsService } from './provider-accounts.service.js';
import { settle } from './settle.domain.js';

export type { CasePayment } from './case-payment-reading.domain.js';

/** Whose a case is. */
export type CaseLink = { readonly userId: string; readonly leadId: string };

/** A payment that an event of a case tells of. */
export type CasePaymentTold = {
  readonly told: CasePayment;
  readonly account: ProviderAccount;
  readonly link: CaseLink | null;
  readonly receiptId: string;
  readonly proof: string;
  readonly receivedAt: Date;
};

/** What it did; `paymentId` is null when it names no payment. */
export type CasePaymentBecame = {
  readonly paymentId: string | null;
  readonly outcome: string;
  readonly reason: string | null;
};

const KIND = 'carevalidate_payment';

type Progress = Pick<Settled, 'payment'> & {
  readonly account: ProviderAccount;
  readonly events: readonly PaymentEventRow[];
  readonly pages: readonly string[];
};

/** Keeps payments that cases tell of, by the same rules as all others. */
@Injectable()
export class CasePaymentsService {
  constructor(
    private readonly transaction: Transaction,
    private readonly accounts: ProviderAccountsService,
    private readonly payments: PaymentsRepository,
    private readonly views: PaymentViewsRepository,
    private readonly writer: PaymentWriterService,
  ) {}

  /** The provider's own id of the case that each payment is known to belong to, by the payment's reference. */
  caseIds(tx: Tx, accountId: string, references: readonly string[]): Promise<Map<string, string>> {
    return this.views.caseIds(tx, accountId, references);
  }

  /**
   * Applies what was told, in its order, and answers what each became. Each is told once: whoever calls knows repeats. What
   * is to be written goes with the rest of the transaction.
   */
  async record(
    tx: Tx,
    told: readonly CasePaymentTold[],
    now: Date,
  ): Promise<{ became: readonly CasePaymentBecame[]; writes: readonly (Write | null)[] }> {
    const read = told.map((one) => ({ one, reading: readCasePayment(one.told, givenOf(one)) }));
    const named = read.flatMap(({ one, reading }) =>
      reading.is === 'event' ? [{ accountId: one.account.id, kind: KIND, reference: reading.event.reference }] : [],
    );
    const held = await this.#hold(tx, named, now);
    const progress = new Map<string, Progress>();
    const became = read.map(({ one, reading }) =>
      reading.is === 'event' ? applied(one, reading.event, { held, progress, now }) : unread(reading),
    );
    const settled = Array.from(progress.values(), (each) => settledOf(each, 'webhook', now));
    return { became, writes: settled.length === 0 ? [] : this.writer.writing(tx, settled, now) };
  }

  /** Gives a case's payments to whom the case was given. Nobody is told of what was before. */
  async link(tx: Tx, paymentIds: readonly string[], link: CaseLink, now: Date): Promise<void> {
    for (const id of [...paymentIds].sort()) {
      const row = await this.payments.holdById(tx, id);
      const account = row && (await this.accounts.findById(tx, row.accountId));
      if (!row || !account) continue;
      const payment = heldPaymentOf(row, requestOf(link));
      const events = [linkedEvent(payment, now)];
      const settled = settledOf({ payment, account, events, pages: [] }, 'operator', now);
      const quiet = { ...settled, settlement: { ...settled.settlement, tells: null } };
      this.transaction.commitWith(tx, this.writer.writing(tx, [quiet], now));
    }
  }

  async #hold(
    tx: Tx,
    named: readonly { accountId: string; kind: string; reference: string }[],
    now: Date,
  ): Promise<Map<string, HeldPayment>> {
    const each = new Map(named.map((name) => [keyOf(name), { ...name, id: newId(now) }]));
    const inOrder = [...each].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, name]) => name);
    const rows = await this.payments.hold(tx, inOrder, NOTHING, now);
    return new Map(
      rows.map((row) => {
        const { userId, leadId } = row;
        return [
          keyOf(row),
          heldPaymentOf(row, userId !== null && leadId !== null ? requestOf({ userId, leadId }) : null),
        ];
      }),
    );
  }
}

type Step = { readonly held: Map<string, HeldPayment>; readonly progress: Map<string, Progress>; readonly now: Date };

/** A payment that is somebody's stays his. */
function applied(one: CasePaymentTold, event: ProviderEvent, { held, progress, now }: Step): CasePaymentBecame {
  const key = keyOf({ accountId: one.account.id, reference: event.reference });
  const before = held.get(key);
  if (!before) throw new Error('A payment that was just added is not there');
  const { state, outcome, reason, pages } = applyEvent(before.state, event);
  const payment = ownedBy({ ...before, state }, one.link);
  const became = { paymentId: payment.id, outcome, reason };
  const known = progress.get(key) ?? { account: one.account, events: [], pages: [] };
  const events = [...known.events, eventOf(one, event, became, now)];
  held.set(key, payment);
  progress.set(key, { ...known, payment, events, pages: pages ? [...known.pages, reason ?? outcome] : known.pages });
  return became;
}

function ownedBy(payment: HeldPayment, link: CaseLink | null): HeldPayment {
  if (payment.request !== null || link === null) return payment;
  const request = requestOf(link);
  return { ...payment, ...link, request, owner: { userId: link.userId, amount: ZERO, currency: request.currency } };
}

function unread(reading: { readonly is: string; readonly reason?: string }): CasePaymentBecame {
  return { paymentId: null, outcome: 'quarantined', reason: reading.reason ?? reading.is };
}

function givenOf({ receivedAt, account }: CasePaymentTold) {
  return { receivedAt, currency: account.currency };
}

/** Nothing was asked for here, so no amount is owed. */
function requestOf({ userId, leadId }: CaseLink): LinkedRequest {
  return { id: null, userId, leadId, amount: ZERO, currency: '' };
}

function keyOf({ accountId, reference }: { accountId: string; reference: string }): string {
  return `${accountId}|${reference}`;
}

function settledOf({ payment, account, events, pages }: Progress, from: 'webhook' | 'operator', now: Date): Settled {
  const news = { state: payment.state, asks: false, from, now, draw: 0 };
  return { payment, settlement: settle(payment, termsOf(account), news), events, pages, at: now };
}

function eventOf(
  { receiptId, proof }: CasePaymentTold,
  { rawStatus, status, facts, at: providerAt, version }: ProviderEvent,
  { paymentId, outcome, reason }: CasePaymentBecame,
  createdAt: Date,
): PaymentEventRow {
  const origin = { id: newId(createdAt), paymentId: paymentId ?? '', receiptId, source: 'webhook' as const, proof };
  const dedupeKey = sha256(`case\n${receiptId}\n${version}`);
  return { ...origin, dedupeKey, rawStatus, status, outcome, reason, facts, providerAt, createdAt };
}

function linkedEvent({ id: paymentId, version, state }: HeldPayment, createdAt: Date): PaymentEventRow {
  const origin = { id: newId(createdAt), paymentId, receiptId: null, source: 'operator' as const, proof: 'operator' };
  const told = { rawStatus: null, status: state.status, outcome: 'payment.linked', reason: null, facts: {} };
  return { ...origin, ...told, dedupeKey: sha256(`operator\n${version}`), providerAt: null, createdAt };
}
