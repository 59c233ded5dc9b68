import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transaction.js';
import type { Write } from '../../platform/database/write.js';
import { OutboxService } from '../../platform/outbox/outbox.service.js';
import { type NewLeadEvent, TimelineService } from '../leads/timeline.service.js';
import { CasePaymentsService } from '../payments/case-payments.service.js';
import type { CareCaseRow } from './care.entity.js';
import { CareCasesRepository, type CaseChange } from './care-cases.repository.js';
import type { CaseEvent } from './case-event.domain.js';
import { applyToCase, type CaseState, type CaseStep } from './case-state.domain.js';
import { eventNamed } from './event-names.domain.js';

/** An event as far as it finds its case. */
export type EventOfCase = {
  readonly eventId: string;
  readonly accountId: string;
  /** As the event says it. */
  readonly caseId: string | null;
  readonly paymentReference: string | null;
  readonly receivedAt: Date;
  /** The id of the case here, when it is new. */
  readonly newCaseId: string;
};

/** A case as its events see it. */
export type CaseStanding = Pick<CareCaseRow, 'id' | 'accountId' | 'reference' | 'userId' | 'leadId'>;

/** Cases of one batch, held until commit. */
export type HeldCases = {
  /** The case of an event; undefined when nothing names one. */
  readonly of: (eventId: string) => CaseStanding | undefined;
  /** What an event makes of its case, in the order of the calls. */
  readonly apply: (eventId: string, event: CaseEvent) => Pick<CaseStep, 'outcome'>;
  /** Everything that was applied. */
  readonly writing: (tx: Tx, now: Date) => (Write | null)[];
};

type Progress = { row: CareCaseRow; state: CaseState; lastEventAt: Date };
type News = { readonly topic: string; readonly data: object };

/** Finds the cases of events, and moves them on. */
@Injectable()
export class CaseStandingsService {
  constructor(
    private readonly outbox: OutboxService,
    private readonly timeline: TimelineService,
    private readonly payments: CasePaymentsService,
    private readonly cases: CareCasesRepository,
  ) {}

  /** An event without a case id belongs to the case that its payment is known to belong to. */
  async hold(tx: Tx, events: readonly EventOfCase[], now: Date): Promise<HeldCases> {
    const named = await this.#named(tx, events);
    const byName = new Map(named.map((one) => [nameOf(one), { ...one, id: one.newCaseId, reference: one.caseId }]));
    const names = [...byName].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, name]) => name);
    const rows = new Map((await this.cases.hold(tx, names, now)).map((row) => [keyOf(row), row]));
    const found = new Map(
      named.map((one) => [one.eventId, { row: rows.get(nameOf(one)), receivedAt: one.receivedAt }]),
    );
    return this.#heldOf(found);
  }

  async #named(tx: Tx, events: readonly EventOfCase[]): Promise<(EventOfCase & { caseId: string })[]> {
    const named: (EventOfCase & { caseId: string })[] = [];
    for (const event of events) {
      const caseId = event.caseId ?? (await this.#caseOfPayment(tx, event));
      if (caseId !== null) named.push({ ...event, caseId });
    }
    return named;
  }

  async #caseOfPayment(tx: Tx, { accountId, paymentReference }: EventOfCase): Promise<string | null> {
    if (paymentReference === null) return null;
    return (await this.payments.caseIds(tx, accountId, [paymentReference])).get(paymentReference) ?? null;
  }

  #heldOf(found: ReadonlyMap<string, { row: CareCaseRow | undefined; receivedAt: Date }>): HeldCases {
    const progress = new Map<string, Progress>();
    const lines: NewLeadEvent[] = [];
    const news: News[] = [];
    const apply = (eventId: string, event: CaseEvent): CaseStep => {
      const { row, receivedAt } = found.get(eventId) ?? {};
      if (!row || !receivedAt) throw new Error('An event without a case changes none');
      const step = applyToCase(progress.get(row.id)?.state ?? stateOf(row), event);
      progress.set(row.id, { row, state: step.state, lastEventAt: receivedAt });
      lines.push(...lineOf(row, { eventId, event, receivedAt }));
      news.push(...newsOf(row, eventId, step));
      return step;
    };
    return {
      of: (eventId) => found.get(eventId)?.row,
      apply,
      writing: (tx, now) => [
        this.cases.changing(Array.from(progress.values(), (one) => changeOf(one, now))),
        this.timeline.appending(lines),
        this.outbox.appending(tx, news),
      ],
    };
  }
}

function nameOf({ accountId, caseId }: { accountId: string; caseId: string }): string {
  return `${accountId}|${caseId}`;
}

function keyOf({ accountId, reference }: CareCaseRow): string {
  return `${accountId}|${reference}`;
}

function stateOf({ status, isArchived, closedAt, archiveReason, versions, told }: CareCaseRow): CaseState {
  const values = { status, isArchived, closedAt: closedAt?.toISOString() ?? null, archiveReason };
  return { values, versions: versions as CaseState['versions'], told };
}

function changeOf({ row, state, lastEventAt }: Progress, updatedAt: Date): CaseChange {
  const { status, isArchived, closedAt, archiveReason } = state.values;
  const facts = { status, isArchived, closedAt: closedAt === null ? null : new Date(closedAt), archiveReason };
  return { id: row.id, ...facts, versions: state.versions, told: [...state.told], lastEventAt, updatedAt };
}

type Seen = { readonly eventId: string; readonly event: CaseEvent; readonly receivedAt: Date };

/** The lead's timeline says that there was something, and of which kind; what is restricted does not appear on it. */
function lineOf({ id, leadId }: CareCaseRow, { eventId, event, receivedAt }: Seen): NewLeadEvent[] {
  if (leadId === null || event.isRestricted || event.payment !== null) return [];
  const data = { caseId: id, group: eventNamed(event.name).group };
  return [{ leadId, type: 'care.event', at: event.at ?? receivedAt, applied: true, receiptId: eventId, data }];
}

function newsOf({ id, leadId, userId }: CareCaseRow, eventId: string, { tells }: CaseStep): News[] {
  if (leadId === null || tells === null) return [];
  return [{ topic: 'care.case_updated', data: { caseId: id, eventId, userId, leadId, kind: tells } }];
}
