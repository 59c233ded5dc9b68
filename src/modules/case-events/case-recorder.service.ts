import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/uuid.js';
import { GroupCommit } from '../../platform/database/group-commit.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import type { SignedCall } from '../../platform/http/signed-call.js';
import { IntakeService, type Judgement } from '../intake/intake.service.js';
import {
  type CasePaymentBecame,
  CasePaymentsService,
  type CasePaymentTold,
} from '../payments/case-payments.service.js';
import type { ProviderAccount } from '../payments/provider-accounts.service.js';
import type { CareBodyRow, CareEventRow } from './care.entity.js';
import { CareEventsRepository, type EventResult, type FirstEvent } from './care-events.repository.js';
import type { CaseEvent } from './case-event.domain.js';
import { type CaseStanding, CaseStandingsService, type EventOfCase } from './case-standings.service.js';

/** An event that is to be stored. `event` is null for a body that tells nothing. */
export type Arrived = {
  readonly call: SignedCall;
  readonly account: ProviderAccount;
  readonly event: CaseEvent | null;
  /** As it is before anybody knows what it does. */
  readonly row: CareEventRow;
  readonly body: CareBodyRow;
};

/** The id and the outcome of the first of its kind: a repeat is answered as that was. */
export type Recorded = { readonly receiptId: string; readonly outcome: string };

/** Receipts are kept longer than health data may be. */
const NO_BYTES = Buffer.alloc(0);
const MEBIBYTE = 1_048_576;
/** An event counts as this much at least: 256 small ones in a batch. */
const LEAST = MEBIBYTE / 8;
/** Its sender may not send it again, so it waits longer than others. */
const LIMITS = {
  ...{ batch: 32 * MEBIBYTE, waiting: 2_000, patienceMs: 10_000 },
  weightOf: ({ call }: Arrived) => Math.max(LEAST, call.body.length),
};

/** Stores events with what they change: many at once, one transaction a batch. */
@Injectable()
export class CaseRecorderService {
  readonly #commit = new GroupCommit<Arrived, Recorded>(
    (batch) => this.transaction.run((tx) => this.#write(tx, batch)),
    LIMITS,
  );

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly intake: IntakeService,
    private readonly payments: CasePaymentsService,
    private readonly events: CareEventsRepository,
    private readonly standings: CaseStandingsService,
  ) {}

  /** Resolves after the commit. @throws DomainError `unavailable`: the sender must send it again */
  record(arrived: Arrived): Promise<Recorded> {
    return this.#commit.submit(arrived);
  }

  /** Events are claimed, then cases are held, then payments, each in one order. */
  async #write(tx: Tx, batch: readonly Arrived[]): Promise<Recorded[]> {
    const now = this.clock.now();
    const inOrder = [...batch].sort((one, other) => (nameOf(one.row) < nameOf(other.row) ? -1 : 1));
    const claimed = await this.events.claim(
      tx,
      inOrder.map(({ row }) => row),
    );
    const fresh = batch.filter(({ row }) => claimed.has(row.id));
    const became = await this.#apply(tx, fresh, now);
    const first = await this.#firstOf(
      tx,
      batch.filter(({ row }) => !claimed.has(row.id)),
      became,
    );
    const receipts = batch.map((arrived) =>
      this.#receiptOf(arrived, became.get(arrived.row.id), first.get(nameOf(arrived.row))),
    );
    this.transaction.commitWith(tx, [this.intake.recording(receipts)]);
    return batch.map(({ row }) => {
      const { id, outcome } = became.get(row.id) ?? first.get(nameOf(row)) ?? row;
      return { receiptId: id, outcome };
    });
  }

  /** What each event became, by its id; of two of one case the second sees what the first did. */
  async #apply(tx: Tx, fresh: readonly Arrived[], now: Date): Promise<Map<string, EventResult & Became>> {
    if (fresh.length === 0) return new Map();
    const held = await this.standings.hold(tx, fresh.map(ofCase), now);
    const paid = await this.#pay(tx, fresh, held, now);
    const results = fresh.map((arrived): EventResult & Became => {
      const standing = held.of(arrived.row.id);
      const payment = paid.get(arrived.row.id) ?? null;
      const told = standing && arrived.event ? held.apply(arrived.row.id, arrived.event) : null;
      const { outcome, reason } = outcomeOf(arrived.event, standing, payment, told?.outcome ?? null);
      const ids = { id: arrived.row.id, caseId: standing?.id ?? null, paymentId: payment?.paymentId ?? null };
      return { ...ids, outcome, reason, leadId: standing?.leadId ?? null };
    });
    this.transaction.commitWith(tx, [
      this.events.settling(results),
      this.events.addingBodies(fresh.map(({ body }) => body)),
      ...held.writing(tx, now),
    ]);
    return new Map(results.map((result) => [result.id, result]));
  }

  /** Writes go with the transaction; answers what each event's payment became, by the event's id. */
  async #pay(
    tx: Tx,
    fresh: readonly Arrived[],
    held: { of: (eventId: string) => CaseStanding | undefined },
    now: Date,
  ): Promise<Map<string, CasePaymentBecame>> {
    const told = fresh.flatMap((arrived) => paymentTold(arrived, held.of(arrived.row.id)));
    if (told.length === 0) return new Map();
    const { became, writes } = await this.payments.record(tx, told, now);
    this.transaction.commitWith(tx, writes);
    return new Map(told.map(({ receiptId }, at) => [receiptId, became[at] as CasePaymentBecame]));
  }

  /** What the events said that these repeat; the first may be of the same batch. */
  async #firstOf(
    tx: Tx,
    repeats: readonly Arrived[],
    became: ReadonlyMap<string, EventResult>,
  ): Promise<Map<string, FirstEvent>> {
    const rows = await this.events.first(
      tx,
      repeats.map(({ row }) => row),
    );
    return new Map(rows.map((row) => [nameOf(row), { ...row, outcome: became.get(row.id)?.outcome ?? row.outcome }]));
  }

  #receiptOf({ call, row, event }: Arrived, became: (EventResult & Became) | undefined, first: FirstEvent | undefined) {
    const outcome = became?.outcome ?? 'duplicate';
    const isSame = first?.bodySha256.equals(row.bodySha256) ?? true;
    const judged: Judgement = {
      ...{ verdict: 'accepted', reason: became?.reason ?? outcome, httpStatus: 200, outcome },
      leadId: became?.leadId ?? null,
      trace: {
        ...{ account: call.account.name, proof: call.proof, event: event?.name ?? null },
        ...(became ? { caseId: became.caseId, paymentId: became.paymentId } : { repeats: first?.id, isSame }),
      },
    };
    const { source, receivedAt, method, path, headers, body } = call;
    const arrival = { source, receivedAt, method, path, contentType: headers['content-type'], body };
    return this.intake.rowOf(row.id, arrival, judged, NO_BYTES);
  }
}

type Became = { readonly leadId: string | null };

function nameOf({ accountId, dedupeKey }: Pick<CareEventRow, 'accountId' | 'dedupeKey'>): string {
  return `${accountId}|${dedupeKey.toString('hex')}`;
}

function ofCase({ row, event, account }: Arrived): EventOfCase {
  const paymentId = event?.payment?.['id'];
  return {
    eventId: row.id,
    accountId: account.id,
    caseId: event?.caseId ?? null,
    paymentReference: typeof paymentId === 'string' ? paymentId : null,
    receivedAt: row.receivedAt,
    newCaseId: newId(row.receivedAt),
  };
}

function paymentTold({ row, event, account, call }: Arrived, standing: CaseStanding | undefined): CasePaymentTold[] {
  if (!event?.payment || event.name === null) return [];
  const caseId = standing?.reference ?? null;
  const eventId = event.activityId ?? row.dedupeKey.toString('hex');
  const told = { name: event.name, payment: event.payment, caseId, activityAt: event.at, eventId };
  const { userId = null, leadId = null } = standing ?? {};
  const link = userId !== null && leadId !== null ? { userId, leadId } : null;
  return [{ told, account, link, receiptId: row.id, proof: call.proof, receivedAt: row.receivedAt }];
}

/** What the sender is told, and why. */
function outcomeOf(
  event: CaseEvent | null,
  standing: CaseStanding | undefined,
  payment: CasePaymentBecame | null,
  ofCase: string | null,
): { outcome: string; reason: string | null } {
  if (!event) return { outcome: 'quarantined', reason: 'not_an_event' };
  if (!standing) return { outcome: 'unlinked', reason: 'case_id_missing' };
  if (payment) return payment;
  if (!event.known) return { outcome: 'unknown', reason: 'event_unknown' };
  return { outcome: ofCase ?? 'applied', reason: null };
}
