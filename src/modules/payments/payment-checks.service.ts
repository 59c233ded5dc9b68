import { randomInt } from 'node:crypto';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { sha256 } from '../../kernel/sha256.js';
import { newId } from '../../kernel/uuid.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { cutError } from '../../platform/logging/cut-error.js';
import { OutboxService } from '../../platform/outbox/outbox.service.js';
import { JobHandlers } from '../../platform/queue/job-handlers.js';
import { Maintenance } from '../../platform/queue/maintenance.js';
import { checkAfterSilence, nextCheck, restSeconds } from './check-schedule.domain.js';
import { confirm, type ProviderAnswer, wasMissed } from './confirm.domain.js';
import { type HeldPayment, heldPaymentOf, termsOf } from './held-payment.js';
import type { PaymentEventRow } from './payment.entity.js';
import { PaymentRequestsRepository } from './payment-requests.repository.js';
import { PaymentWriterService } from './payment-writer.service.js';
import { PaymentsRepository } from './payments.repository.js';
import { type ProviderAccount, ProviderAccountsService } from './provider-accounts.service.js';
import { ProviderApi, type Status } from './provider-api.js';
import { RestingAccounts } from './resting-accounts.js';
import { settle } from './settle.domain.js';

const SWEEP_SECONDS = 15;
/** Calls under way at once: a provider that hangs holds the lane no longer than one of them takes. */
const AT_ONCE = 10;
const TRIES = 3;
/** Whoever asks has this long; if he dies, somebody else asks after it. */
const CLAIM_MS = 120_000;
/** Clocks of two processes differ by less. */
const SKEW_MS = 30_000;
/** A payment that cannot be asked about, whatever it is that fails, holds up no others. */
const FAILED_MS = 3_600_000;

type When = 'now' | 'when_due';
type Silence = Extract<Status, { is: 'silent' }>;
type Asked = { readonly payment: HeldPayment; readonly account: ProviderAccount };

/** Asks providers how payments stand: at once where something has to be confirmed, else by a schedule. */
@Injectable()
export class PaymentChecksService implements OnModuleInit {
  readonly #logger = new Logger('payments');
  readonly #resting = new RestingAccounts();

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly outbox: OutboxService,
    private readonly handlers: JobHandlers,
    private readonly maintenance: Maintenance,
    private readonly accounts: ProviderAccountsService,
    private readonly api: ProviderApi,
    private readonly payments: PaymentsRepository,
    private readonly requests: PaymentRequestsRepository,
    private readonly writer: PaymentWriterService,
  ) {}

  onModuleInit(): void {
    this.handlers.register('payments.check', (ids) =>
      this.outbox.handleRepeatably(ids, async (events) => {
        const due = events.map(({ data }) => (data as { paymentId: string }).paymentId);
        await Promise.all(Array.from(new Set(due), (id) => this.#ask(id, 'when_due')));
      }),
    );
    this.maintenance.every(SWEEP_SECONDS, 'check-payments', () => this.checkDue());
  }

  /**
   * Asks the provider, with no row held meanwhile, and takes its answer over. When the payment moved in between, the
   * answer may be older than that: it is dropped and the provider asked again.
   */
  async check(id: string): Promise<void> {
    await this.#ask(id, 'now');
  }

  async #ask(id: string, first: When): Promise<void> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const when = attempt === 1 ? first : 'now';
      const asked = await this.transaction.run((tx) => this.#claim(tx, id, when));
      if (!asked) return;
      const status = await this.api.status(asked.account, asked.payment.reference);
      if (await this.transaction.run((tx) => this.#take(tx, asked, status))) return;
    }
  }

  /** Asks about every payment that is due by its schedule. */
  async checkDue(): Promise<void> {
    for (;;) {
      const due = await this.transaction.run((tx) => this.payments.due(tx, this.clock.now(), AT_ONCE));
      await Promise.all(due.map((id) => this.#checkAlone(id)));
      if (due.length < AT_ONCE) return;
    }
  }

  async #checkAlone(id: string): Promise<void> {
    try {
      await this.#ask(id, 'when_due');
    } catch (error) {
      this.#logger.error({ event: 'payments.check_failed', paymentId: id, err: cutError(error) });
      const at = new Date(this.clock.now().getTime() + FAILED_MS);
      await this.transaction.run((tx) => this.payments.postponeCheck(tx, id, at));
    }
  }

  /** Null when nobody can be asked about it, or not now. */
  async #claim(tx: Tx, id: string, when: When): Promise<Asked | null> {
    const found = await this.#hold(tx, id);
    if (!found || !termsOf(found.account).canCheck || found.payment.kind !== 'payram_payment') {
      await this.payments.scheduleCheck(tx, id, { at: null, step: 0 });
      return null;
    }
    const now = this.clock.now();
    if (when === 'when_due' && !(await this.#isDue(tx, found, now))) return null;
    await this.payments.postponeCheck(tx, id, new Date(now.getTime() + CLAIM_MS));
    return found;
  }

  /** Not while somebody else asks about it, nor while its provider rests. */
  async #isDue(tx: Tx, { payment, account }: Asked, now: Date): Promise<boolean> {
    const { id, nextCheckAt } = payment;
    if (nextCheckAt === null || nextCheckAt.getTime() > now.getTime() + SKEW_MS) return false;
    const rest = this.#resting.until(account.id, now);
    if (rest !== null) await this.payments.postponeCheck(tx, id, rest);
    return rest === null;
  }

  /** False when the payment moved since it was asked about. */
  async #take(tx: Tx, asked: Asked, status: Status): Promise<boolean> {
    const found = await this.#hold(tx, asked.payment.id);
    if (!found) return true;
    if (found.payment.version !== asked.payment.version) return false;
    if (status.is === 'told') this.#adopt(tx, found, status.answer);
    else await this.#wait(tx, found, status);
    return true;
  }

  #adopt(tx: Tx, { payment, account }: Asked, answer: ProviderAnswer): void {
    const now = this.clock.now();
    const { kind, owner } = payment;
    const terms = termsOf(account);
    const missed = wasMissed(kind, payment.state, answer);
    const state = confirm(kind, payment.state, answer, owner && { ...owner, tolerance: terms.tolerance });
    const settlement = settle(payment, terms, { state, asks: false, from: 'check', now, draw: draw() });
    const events = [eventOf(payment, answer, missed, now)];
    this.transaction.commitWith(
      tx,
      this.writer.writing(tx, [{ payment, settlement, events, pages: [], at: now }], now),
    );
    if (missed)
      this.transaction.afterCommit(tx, () =>
        this.#logger.warn({ event: 'payments.webhook_missed', paymentId: payment.id }),
      );
  }

  /** No answer changes nothing; what is open stays so until the next one. */
  async #wait(tx: Tx, { payment, account }: Asked, { httpStatus, retryAfterSeconds }: Silence): Promise<void> {
    const now = this.clock.now();
    const { id, checkStep, createdAt, lastEventAt } = payment;
    const next = nextCheck(checkStep, now, lastEventAt ?? createdAt, draw());
    await this.payments.scheduleCheck(tx, id, checkAfterSilence(next, now, retryAfterSeconds));
    const silence = { paymentId: id, account: account.id, httpStatus, nextAt: next.at };
    this.transaction.afterCommit(tx, () => this.#logger.warn({ event: 'payments.provider_silent', ...silence }));
    const seconds = restSeconds(httpStatus === null, retryAfterSeconds);
    if (seconds > 0) this.#resting.rest(account.id, new Date(now.getTime() + seconds * 1_000));
  }

  async #hold(tx: Tx, id: string): Promise<Asked | null> {
    const row = await this.payments.holdById(tx, id);
    const account = row && (await this.accounts.findById(tx, row.accountId));
    if (!row || !account) return null;
    const request = row.requestId === null ? null : await this.requests.linked(tx, row.requestId);
    return { payment: heldPaymentOf(row, request), account };
  }
}

function draw(): number {
  return randomInt(1_000) / 1_000;
}

function eventOf(
  { id: paymentId, version }: HeldPayment,
  { status, facts }: ProviderAnswer,
  missed: boolean,
  createdAt: Date,
): PaymentEventRow {
  return {
    ...{
      id: newId(createdAt),
      paymentId,
      receiptId: null,
      source: 'check',
      proof: 'provider',
      facts,
      providerAt: null,
    },
    ...{ dedupeKey: sha256(`check\n${version}`), rawStatus: status, status, createdAt },
    ...{ outcome: 'applied', reason: missed ? 'webhook_missed' : null },
  };
}
