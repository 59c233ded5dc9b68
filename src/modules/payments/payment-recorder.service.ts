import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { sha256 } from '../../kernel/sha256.js';
import { newId } from '../../kernel/uuid.js';
import { GroupCommit } from '../../platform/database/group-commit.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import type { SignedCall } from '../../platform/http/signed-call.js';
import { type Arrival, IntakeService, type Judgement } from '../intake/intake.service.js';
import { type Applied, applyEvent } from './apply-event.domain.js';
import { type HeldPayment, heldPaymentOf, termsOf } from './held-payment.js';
import type { PaymentEventRow } from './payment.entity.js';
import { PaymentRequestsRepository } from './payment-requests.repository.js';
import { NOTHING, type ProviderEvent } from './payment-state.domain.js';
import { PaymentWriterService, type Settled } from './payment-writer.service.js';
import { PaymentsRepository } from './payments.repository.js';
import type { ProviderAccount } from './provider-accounts.service.js';
import { settle } from './settle.domain.js';

/** A call that is to be stored, and what it tells; `event` is null for one that tells of no object. */
export type Told = {
  readonly receiptId: string;
  readonly call: SignedCall;
  readonly account: ProviderAccount;
  readonly event: ProviderEvent | null;
  /** Why there is no event. */
  readonly reason: string | null;
};

/** With what makes a repeat of it one. */
type Keyed = Told & { readonly dedupeKey: Buffer };

/** What became of it. */
export type Recorded = { readonly receiptId: string; readonly outcome: string };

type Became = { readonly outcome: string; readonly reason: string | null; readonly paymentId: string | null };
type Progress = {
  payment: HeldPayment;
  account: ProviderAccount;
  events: PaymentEventRow[];
  pages: string[];
  asks: boolean;
  at: Date;
};

/** Several batches keep PostgreSQL at work while this process decides; events of one payment wait for each other there. */
const LIMITS = { batch: 256, waiting: 5_000, patienceMs: 2_000, inFlight: 3 };

/** Stores providers' webhooks with what they change: many at once, one transaction a batch. */
@Injectable()
export class PaymentRecorderService {
  readonly #commit = new GroupCommit<Keyed, Recorded>(
    (batch) => this.transaction.run((tx) => this.#write(tx, batch)),
    LIMITS,
  );

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly intake: IntakeService,
    private readonly payments: PaymentsRepository,
    private readonly requests: PaymentRequestsRepository,
    private readonly writer: PaymentWriterService,
  ) {}

  /** Resolves after the commit. @throws DomainError `unavailable`: the sender must send it again */
  record(told: Told): Promise<Recorded> {
    return this.#commit.submit({ ...told, dedupeKey: dedupeKeyOf(told) });
  }

  /** Payments are held in one order; of two events of one payment the second sees what the first did. */
  async #write(tx: Tx, batch: readonly Keyed[]): Promise<Recorded[]> {
    const now = this.clock.now();
    // Sent together: what was recorded before is looked up after the payments are held.
    const [held, seen] = await Promise.all([this.#hold(tx, batch, now), this.#seen(tx, batch)]);
    const progress = new Map<string, Progress>();
    const became = batch.map((told) => this.#apply(told, { held, seen, progress, now }));
    const settled = Array.from(progress.values(), (one) => settledOf(one, now));
    const rows = batch.map((told, at) => this.#receiptOf(told, became[at], held.get(nameOf(told))));
    this.transaction.commitWith(tx, [this.intake.recording(rows), ...this.writer.writing(tx, settled, now)]);
    return batch.map(({ receiptId }, at) => ({ receiptId, outcome: became[at]?.outcome ?? 'quarantined' }));
  }

  async #hold(tx: Tx, batch: readonly Keyed[], now: Date): Promise<Map<string, HeldPayment>> {
    const named = new Map(batch.flatMap((told) => (told.event ? [[nameOf(told), told] as const] : [])));
    const inOrder = [...named].sort(([one], [other]) => (one < other ? -1 : 1));
    const names = inOrder.map(([, { account, event }]) => {
      const { kind = '', reference = '' } = event ?? {};
      return { id: newId(now), accountId: account.id, kind, reference, addressId: event?.facts.addressId };
    });
    const asked = names.map(({ accountId, reference, addressId }) => ({
      accountId,
      reference: addressId ?? reference,
    }));
    const [rows, requests] = await Promise.all([
      this.payments.hold(tx, names, NOTHING, now),
      this.requests.byReference(tx, asked),
    ]);
    const linkOf = new Map(names.map((name, at) => [keyOf(name), `${name.accountId}|${asked[at]?.reference}`]));
    return new Map(
      rows.map((row) => {
        const request = row.linked ?? requests.get(linkOf.get(keyOf(row)) ?? '');
        return [keyOf(row), heldPaymentOf(row, request ?? null)];
      }),
    );
  }

  #seen(tx: Tx, batch: readonly Keyed[]): Promise<Set<string>> {
    const events = batch.flatMap((told) => {
      const { account, event } = told;
      return event ? [{ ...event, accountId: account.id, dedupeKey: told.dedupeKey }] : [];
    });
    return this.payments.seen(tx, events);
  }

  #apply(told: Keyed, step: Step): Became {
    const { event } = told;
    const payment = step.held.get(nameOf(told));
    if (!event || !payment) return nothingOf(told);
    const key = `${payment.id}|${told.dedupeKey.toString('hex')}`;
    if (step.seen.has(key)) return { outcome: 'duplicate', reason: null, paymentId: payment.id };
    step.seen.add(key);
    const applied = applyEvent(payment.state, event);
    const became = { outcome: applied.outcome, reason: applied.reason, paymentId: payment.id };
    const row = eventOf(told, event, became, step.now);
    step.held.set(nameOf(told), { ...payment, state: applied.state });
    step.progress.set(payment.id, progressOf(step.progress.get(payment.id) ?? begun(payment, told), applied, row));
    return became;
  }

  #receiptOf({ receiptId, call, event }: Told, became: Became | undefined, payment: HeldPayment | undefined) {
    const { outcome = 'quarantined', reason = null } = became ?? {};
    const told = event && { kind: event.kind, rawStatus: event.rawStatus };
    const judged: Judgement = {
      ...{ verdict: 'accepted', reason: reason ?? outcome, httpStatus: 200, outcome },
      leadId: payment?.leadId ?? null,
      trace: { account: call.account.name, proof: call.proof, paymentId: payment?.id ?? null, ...told },
    };
    return this.intake.rowOf(receiptId, arrivalOf(call), judged);
  }
}

type Step = {
  readonly held: Map<string, HeldPayment>;
  readonly seen: Set<string>;
  readonly progress: Map<string, Progress>;
  readonly now: Date;
};

function nothingOf({ reason }: Told): Became {
  return { outcome: reason === 'probe' ? 'ignored' : 'quarantined', reason, paymentId: null };
}

function begun(payment: HeldPayment, { account, call }: Told): Progress {
  return { payment, account, events: [], pages: [], asks: false, at: call.receivedAt };
}

function progressOf(
  before: Progress,
  { state, asks, unconfirmed, pages, reason, outcome }: Applied,
  row: PaymentEventRow,
): Progress {
  return {
    ...before,
    payment: { ...before.payment, state },
    events: [...before.events, row],
    pages: pages ? [...before.pages, reason ?? outcome] : before.pages,
    asks: before.asks || asks || (unconfirmed && before.account.recheck === 'always'),
  };
}

/** A call as receipts keep it. */
export function arrivalOf({ source, receivedAt, method, path, headers, body }: SignedCall): Arrival {
  return { source, receivedAt, method, path, contentType: headers['content-type'], body };
}

function settledOf({ payment, account, events, pages, asks, at }: Progress, now: Date): Settled {
  const draw = randomInt(1_000) / 1_000;
  const settlement = settle(payment, termsOf(account), { state: payment.state, asks, from: 'webhook', now, draw });
  const accountName = `${account.provider}/${account.account}`;
  return { payment, settlement, events, pages, at, accountName };
}

function keyOf({ accountId, kind, reference }: { accountId: string; kind: string; reference: string }): string {
  return `${accountId}|${kind}|${reference}`;
}

function nameOf({ account, event }: Told): string {
  return event ? keyOf({ accountId: account.id, ...event }) : '';
}

/** The same bytes under the same proof are a repeat. Signed at last, they say more than before. */
function dedupeKeyOf({ call }: Told): Buffer {
  return sha256(Buffer.concat([Buffer.from(`${call.proof}\n`), call.body]));
}

function eventOf(told: Keyed, event: ProviderEvent, became: Became, createdAt: Date): PaymentEventRow {
  const { rawStatus, status, facts, at: providerAt } = event;
  const { outcome, reason, paymentId } = became;
  return {
    ...{
      id: newId(createdAt),
      paymentId: paymentId ?? '',
      receiptId: told.receiptId,
      source: 'webhook',
      proof: told.call.proof,
    },
    ...{ dedupeKey: told.dedupeKey, rawStatus, status, outcome, reason, facts, providerAt, createdAt },
  };
}
