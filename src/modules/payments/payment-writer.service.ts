import { Injectable, Logger } from '@nestjs/common';
import { isPositive, ZERO } from '../../kernel/money.js';
import { newId } from '../../kernel/uuid.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import type { Write } from '../../platform/database/write.js';
import { OutboxService } from '../../platform/outbox/outbox.service.js';
import { type AlertSighting, AlertsService } from '../inbound-status/drift/alerts.service.js';
import { TimelineService } from '../leads/timeline.service.js';
import type { HeldPayment } from './held-payment.js';
import type { LedgerEntryRow, PaymentEffectRow, PaymentEventRow, PaymentExceptionRow } from './payment.entity.js';
import { signalOf } from './payment-signal.domain.js';
import { type ClosedException, type PaymentChange, PaymentWritesRepository } from './payment-writes.repository.js';
import { posting } from './posting.js';
import type { Settlement } from './settle.domain.js';

/** What becomes of one payment: written together, or not at all. */
export type Settled = {
  readonly payment: HeldPayment;
  readonly settlement: Settlement;
  readonly events: readonly PaymentEventRow[];
  /** Why somebody is called, if anybody is. */
  readonly pages: readonly string[];
  /** `paidlys/main`, for those who are called. */
  readonly accountName?: string;
  readonly at: Date;
  /** Who closed exceptions, for those that a person did. */
  readonly by?: { readonly name: string; readonly note: string };
  /** What a person's decision puts on the ledger, beside what the state credits. */
  readonly entries?: readonly LedgerEntryRow[];
};

/** Writes what became of payments: state, events, exceptions, ledger, and the news of it. */
@Injectable()
export class PaymentWriterService {
  readonly #logger = new Logger('payments');

  constructor(
    private readonly transaction: Transaction,
    private readonly outbox: OutboxService,
    private readonly timeline: TimelineService,
    private readonly writes: PaymentWritesRepository,
    private readonly alerts: AlertsService,
  ) {}

  /** To be sent with what else the transaction writes. */
  writing(tx: Tx, settled: readonly Settled[], now: Date): (Write | null)[] {
    this.transaction.afterCommit(tx, () => this.#callSomebody(settled));
    return [
      this.writes.changing(settled.map((one) => changeOf(one, now))),
      this.writes.addingEvents(settled.flatMap(({ events }) => events)),
      this.writes.opening(settled.flatMap((one) => openedOf(one, now))),
      this.writes.closing(settled.flatMap(closedOf), now),
      this.writes.addingEffects(settled.flatMap((one) => effectsOf(one, now))),
      this.writes.addingEntries(settled.flatMap((one) => entriesOf(one, now))),
      this.timeline.appending(settled.flatMap(timelineOf)),
      this.outbox.appending(tx, settled.flatMap(newsOf)),
      this.alerts.raising(settled.flatMap(alertsOf)),
    ];
  }

  #callSomebody(settled: readonly Settled[]): void {
    for (const { payment, pages } of settled) {
      const { id: paymentId, kind } = payment;
      for (const reason of pages) this.#logger.error({ event: 'payments.page', paymentId, kind, reason });
    }
  }
}

function changeOf({ payment, settlement, events, at }: Settled, updatedAt: Date): PaymentChange {
  const { state, due, credited, check } = settlement;
  const { asset = null, network = null, filled = null, filledUsd = null } = state.facts;
  return {
    id: payment.id,
    status: state.status,
    state,
    exceptions: [...state.exceptions],
    held: [...due.held],
    ...assetOf({ payment, settlement }, { asset, network }),
    filled: filledUsd ?? filled,
    credited,
    received: due.total ?? ZERO,
    requestId: payment.request?.id ?? null,
    userId: payment.userId,
    leadId: payment.leadId,
    nextCheckAt: check.at,
    checkStep: check.step,
    lastEventAt: events.some(({ source }) => source === 'webhook') ? at : payment.lastEventAt,
    updatedAt,
  };
}

type InAsset = { readonly asset: string | null; readonly network: string | null };

/** What the ledger has it in does not change any more. */
function assetOf({ payment, settlement }: Pick<Settled, 'payment' | 'settlement'>, told: InAsset): InAsset {
  const { due } = settlement;
  if (due.total !== null) return { asset: due.asset, network: due.network };
  return isPositive(payment.received) ? { asset: payment.asset, network: payment.network } : told;
}

function openedOf({ payment, settlement }: Settled, openedAt: Date): PaymentExceptionRow[] {
  const rest = { paymentId: payment.id, openedAt, closedAt: null, closedBy: null, note: null };
  return settlement.opens.map((code) => ({ ...rest, id: newId(openedAt), code }));
}

function closedOf({ payment, settlement, by }: Settled): ClosedException[] {
  const rest = { paymentId: payment.id, by: by?.name ?? 'gateway', note: by?.note ?? null };
  return settlement.closes.map((code) => ({ ...rest, code }));
}

function effectsOf({ payment, settlement }: Settled, createdAt: Date): PaymentEffectRow[] {
  const { credit, credited, tells } = settlement;
  const rest = { paymentId: payment.id, createdAt };
  return [
    ...(credit === null ? [] : [{ ...rest, effect: 'credited' as const, transition: credited }]),
    ...(tells === null ? [] : [{ ...rest, effect: 'told' as const, transition: tells }]),
  ];
}

function entriesOf({ payment, settlement, entries = [] }: Settled, createdAt: Date): LedgerEntryRow[] {
  const { credit, due } = settlement;
  if (credit === null || payment.userId === null) return [...entries];
  const { id: paymentId, accountId, userId } = payment;
  const { asset, network } = due;
  const credited = posting(
    { paymentId, accountId, userId, asset, network },
    { amount: credit, reason: 'credit' },
    createdAt,
  );
  return [...entries, ...credited];
}

function timelineOf({ payment, settlement, at }: Settled) {
  const { leadId } = payment;
  if (leadId === null || settlement.tells === null) return [];
  const data = { paymentId: payment.id, requestId: payment.request?.id };
  return [{ leadId, type: `payment.${settlement.tells}`, at, applied: true, data }];
}

function newsOf({ payment, settlement }: Settled) {
  const { id: paymentId, request, userId, leadId } = payment;
  const { tells, checksNow } = settlement;
  const told = request && tells !== null;
  const data = { paymentId, requestId: request?.id, userId, leadId, state: tells };
  return [
    ...(told ? [{ topic: 'payment.updated', data }] : []),
    ...(checksNow ? [{ topic: 'payment.check_due', data: { paymentId } }] : []),
  ];
}

/** Once for each payment and reason; it commits with what it is about. */
function alertsOf({ payment, pages, accountName = '' }: Settled): AlertSighting[] {
  const { id: subject, accountId, kind } = payment;
  return [...new Set(pages)].map((reason) => ({
    ...{ scope: { accountId }, signal: signalOf(reason), subject, occasion: reason, version: null },
    details: { account: accountName, kind, reason },
  }));
}
