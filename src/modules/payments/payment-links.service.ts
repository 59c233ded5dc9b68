import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { sha256 } from '../../kernel/sha256.js';
import { newId } from '../../kernel/uuid.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { applyEvent } from './apply-event.domain.js';
import { heldPaymentOf, termsOf } from './held-payment.js';
import type { PaymentEventRow, PaymentRequestRow } from './payment.entity.js';
import { NOTHING, type ProviderEvent } from './payment-state.domain.js';
import { PaymentWriterService } from './payment-writer.service.js';
import { PaymentsRepository } from './payments.repository.js';
import type { ProviderAccount } from './provider-accounts.service.js';
import { settle } from './settle.domain.js';

/** PayRam cancels a customer's open payments when a new one is made, and tells nobody. */
const ENDED_BY_MS = 120_000;

/** The payment is somebody else's already. */
export class PaymentTaken extends Error {
  override readonly name = 'PaymentTaken';
}

/** Links payments to what was asked for: by a provider's answer to our own call, never by what a webhook says of a person. */
@Injectable()
export class PaymentLinksService {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly payments: PaymentsRepository,
    private readonly writer: PaymentWriterService,
  ) {}

  /**
   * A payment that was just made stands open. Webhooks may have told of it before its maker's answer was here.
   * @throws PaymentTaken when it was linked to another request
   */
  async linkNew(tx: Tx, account: ProviderAccount, request: PaymentRequestRow): Promise<void> {
    const now = this.clock.now();
    const soon = new Date(now.getTime() + ENDED_BY_MS);
    if (account.provider === 'payram') await this.payments.checkOpenBy(tx, request, soon);
    const event = openingOf(account, request.reference ?? '');
    const { kind, reference } = event;
    const [row] = await this.payments.hold(
      tx,
      [{ id: newId(now), accountId: account.id, kind, reference }],
      NOTHING,
      now,
    );
    if (!row) throw new Error('A payment that was just added is not there');
    if (row.requestId !== null && row.requestId !== request.id) throw new PaymentTaken('Another request has it');
    const payment = heldPaymentOf(row, request);
    const { state, outcome } = applyEvent(payment.state, event);
    const draw = randomInt(1_000) / 1_000;
    const settlement = settle(payment, termsOf(account), { state, asks: false, from: 'webhook', now, draw });
    const events = [eventOf(payment.id, event, outcome, now)];
    this.transaction.commitWith(
      tx,
      this.writer.writing(tx, [{ payment, settlement, events, pages: [], at: now }], now),
    );
  }
}

function openingOf({ provider }: ProviderAccount, reference: string): ProviderEvent {
  const isPayram = provider === 'payram';
  const told = isPayram
    ? { kind: 'payram_payment' as const, status: 'OPEN' }
    : { kind: 'paidlys_invoice' as const, status: 'created' };
  const rest = { rawStatus: told.status, at: null, facts: {}, progress: false, verified: true, known: true, flaws: [] };
  return { ...told, ...rest, reference };
}

function eventOf(
  paymentId: string,
  { status, rawStatus, facts }: ProviderEvent,
  outcome: string,
  createdAt: Date,
): PaymentEventRow {
  return {
    ...{
      id: newId(createdAt),
      paymentId,
      receiptId: null,
      source: 'request',
      proof: 'provider',
      facts,
      providerAt: null,
    },
    ...{ dedupeKey: sha256('request'), rawStatus, status, outcome, reason: null, createdAt },
  };
}
