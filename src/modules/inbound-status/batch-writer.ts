import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/uuid.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import type { Write } from '../../platform/database/write.js';
import { OutboxService } from '../../platform/outbox/outbox.service.js';
import { SecretsService } from '../../platform/secrets/secrets.service.js';
import { IntakeService } from '../intake/intake.service.js';
import { type ExternalId, LeadIdentityService } from '../leads/lead-identity.service.js';
import { LeadsService } from '../leads/leads.service.js';
import { type NewLeadEvent, TimelineService } from '../leads/timeline.service.js';
import type { Decision } from './batch-decision.domain.js';
import { receiptOf, recordedOf } from './receipt-of.domain.js';
import type { StatusUpdateRow } from './status-update.entity.js';
import { StatusUpdatesRepository } from './status-updates.repository.js';
import type { PreparedUpdate, Recorded, Submission } from './submission.js';

export type Decided = {
  readonly decisions: ReadonlyMap<PreparedUpdate, Decision>;
  readonly now: Date;
};
/** A report with its id and what was decided. */
export type Kept = { readonly id: string; readonly update: PreparedUpdate; readonly decision: Decision };

/** Writes a decided batch with one statement, which travels with the commit: receipts, reports, timeline, leads, learnt ids and news. */
@Injectable()
export class BatchWriter {
  constructor(
    private readonly transaction: Transaction,
    private readonly outbox: OutboxService,
    private readonly secrets: SecretsService,
    private readonly intake: IntakeService,
    private readonly leads: LeadsService,
    private readonly identity: LeadIdentityService,
    private readonly timeline: TimelineService,
    private readonly updates: StatusUpdatesRepository,
  ) {}

  /** Has the batch written with the commit; one result a submission, in order. */
  write(tx: Tx, batch: readonly Submission[], decided: Decided): Recorded[] {
    const recorded = batch.map((submission) => recordedOf(submission, decided.decisions));
    const receipts = batch.map((submission, at) => {
      const { receiptId, arrival } = submission;
      return this.intake.rowOf(
        receiptId,
        arrival,
        receiptOf(submission, recorded[at]?.updates ?? [], decided.decisions),
      );
    });
    const kept = keptOf(decided);
    const rows = kept.map((one) => this.#rowOf(one, decided.now));
    this.transaction.commitWith(tx, [
      this.intake.recording(receipts),
      this.updates.adding(rows),
      ...this.effects(tx, kept),
    ]);
    return recorded;
  }

  /** What decided reports change beyond their own rows. */
  effects(tx: Tx, kept: readonly Kept[]): (Write | null)[] {
    const matched = kept.filter(({ decision }) => decision.match.outcome === 'matched');
    const learnt = matched.flatMap(learntFrom);
    return [
      this.timeline.appending(matched.flatMap(eventOf)),
      this.leads.movingStatus(lastMoves(matched)),
      this.identity.learning(learnt),
      this.outbox.appending(tx, [...matched.flatMap(newsOf), ...identifiedIn(learnt)]),
    ];
  }

  #rowOf({ id, update, decision }: Kept, createdAt: Date): StatusUpdateRow {
    const { receiptId, item, caller, fields, status, eventAt } = update;
    const { match, outcome, parked } = decision;
    const place = { table: 'status_update', column: 'fields_sealed', id };
    return {
      id,
      receiptId,
      item,
      partnerId: caller.partnerId,
      environment: caller.environment,
      leadId: match.outcome === 'matched' ? match.leadId : null,
      matchedBy: match.outcome === 'matched' ? match.by : null,
      rawStatus: fields.Status,
      canonical: status.canonical,
      outcome,
      reason: parked ?? (outcome === 'stale' ? 'out_of_order' : null),
      parked: parked !== null,
      eventAt,
      fieldsSealed: parked === null ? null : this.secrets.seal(JSON.stringify(fields), place),
      createdAt,
    };
  }
}

/** A repeat is told by its receipt alone. */
function keptOf({ decisions, now }: Decided): Kept[] {
  const kept = [...decisions].filter(([, { outcome }]) => outcome !== 'duplicate');
  return kept.map(([update, decision]) => ({ id: newId(now), update, decision }));
}

function eventOf({ update, decision }: Kept): NewLeadEvent[] {
  const { match, outcome } = decision;
  if (match.outcome !== 'matched') return [];
  return [
    {
      leadId: match.leadId,
      type: 'status.reported',
      at: update.eventAt,
      applied: outcome === 'applied',
      status: update.status.canonical,
      rawStatus: update.fields.Status,
      message: update.fields.Message,
      receiptId: update.receiptId,
    },
  ];
}

function learntFrom({ update: { fields, caller, receiptId }, decision: { match } }: Kept): ExternalId[] {
  if (match.outcome !== 'matched' || !match.teaches || fields.ExternalLeadId === null) return [];
  const { partnerId, environment } = caller;
  return [
    { partnerId, environment, leadId: match.leadId, value: fields.ExternalLeadId, source: `receipt:${receiptId}` },
  ];
}

/** What was parked under an id that is known now finds its lead: one look a sender is enough. */
function identifiedIn(learnt: readonly ExternalId[]) {
  const scopes = new Map(
    learnt.map(({ partnerId, environment }) => [`${partnerId}|${environment}`, { partnerId, environment }]),
  );
  return [...scopes.values()].map((data) => ({ topic: 'lead.identified', data }));
}

/** Of several moves of one lead the last one stands. */
function lastMoves(kept: readonly Kept[]) {
  const moves = new Map<string, { leadId: string; status: string; at: Date }>();
  for (const { update, decision } of kept) {
    const { match, moves: moved } = decision;
    const { canonical } = update.status;
    if (!moved || match.outcome !== 'matched' || canonical === null) continue;
    moves.set(match.leadId, { leadId: match.leadId, status: canonical, at: update.eventAt });
  }
  return [...moves.values()];
}

/** Sandbox news reach no person. A name match is shown, but nobody is told before an operator looked. */
function newsOf({ id, update, decision }: Kept) {
  const { match, moves } = decision;
  if (!moves || match.outcome !== 'matched' || update.caller.environment === 'sandbox') return [];
  const data = {
    leadId: match.leadId,
    statusUpdateId: id,
    status: update.status.canonical,
    push: update.notify && match.by !== 'name',
  };
  return [{ topic: 'lead.status_changed', data }];
}
