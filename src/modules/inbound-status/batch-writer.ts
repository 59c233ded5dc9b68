import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/uuid.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import type { Write } from '../../platform/database/write.js';
import { OutboxService } from '../../platform/outbox/outbox.service.js';
import { SecretsService } from '../../platform/secrets/secrets.service.js';
import { IntakeService } from '../intake/intake.service.js';
import { disputeOf, type ExternalId, ExternalIdsService } from '../leads/external-ids.service.js';
import { LeadIdentityService } from '../leads/lead-identity.service.js';
import { LeadsService, type StatusMove } from '../leads/leads.service.js';
import { type NewLeadEvent, TimelineService } from '../leads/timeline.service.js';
import type { Decision, LeadState } from './batch-decision.domain.js';
import { probesOf } from './matcher.js';
import { causeOf, writtenCause } from './parked-cause.domain.js';
import { receiptOf, recordedOf } from './receipt-of.domain.js';
import type { StatusUpdateRow } from './status-update.entity.js';
import { StatusUpdatesRepository } from './status-updates.repository.js';
import type { PreparedUpdate, Recorded, Submission } from './submission.js';

export type Decided = {
  readonly decisions: ReadonlyMap<PreparedUpdate, Decision>;
  /** Where the leads stood before. */
  readonly leads: ReadonlyMap<string, LeadState>;
  readonly now: Date;
};
/** A report that was no repeat, and what was decided. */
export type Kept = { readonly update: PreparedUpdate; readonly decision: Decision };

/** Writes a decided batch with one statement: receipts, timeline, leads, learnt ids, news, and what waits for somebody. */
@Injectable()
export class BatchWriter {
  constructor(
    private readonly transaction: Transaction,
    private readonly outbox: OutboxService,
    private readonly secrets: SecretsService,
    private readonly intake: IntakeService,
    private readonly leads: LeadsService,
    private readonly externalIds: ExternalIdsService,
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
    this.transaction.commitWith(tx, [
      this.intake.recording(receipts),
      this.waiting(batch, kept, decided.now),
      ...this.effects(tx, kept, decided.leads),
    ]);
    return recorded;
  }

  /** Keeps those that wait for somebody, and what was refused beside them. */
  waiting(batch: readonly Submission[], kept: readonly Kept[], now: Date): Write | null {
    const parked = kept.filter(({ decision }) => decision.parked !== null);
    const refused = batch.flatMap((submission) => refusedItemsOf(submission, now));
    return this.updates.adding([...parked.map((one) => this.#rowOf(one, now)), ...refused]);
  }

  /** What decided reports change beyond their own rows. */
  effects(tx: Tx, kept: readonly Kept[], leads: ReadonlyMap<string, LeadState>): (Write | null)[] {
    const matched = kept.filter(({ decision }) => decision.match.outcome === 'matched');
    const learnt = matched.filter(({ decision }) => teaches(decision)).flatMap(externalIdOf);
    const disputed = matched.filter(({ decision }) => isDisputed(decision)).flatMap(externalIdOf);
    return [
      this.timeline.appending(matched.flatMap(eventOf)),
      this.leads.movingStatus(lastMoves(matched, leads)),
      this.externalIds.learning(learnt),
      this.externalIds.disputing(disputed),
      this.outbox.appending(tx, [...matched.flatMap(newsOf), ...identifiedIn(learnt), ...disputed.map(disputeOf)]),
    ];
  }

  /** A parked report, kept whole to be tried again. What found its lead and is understood is told by timeline and receipt. */
  #rowOf({ update, decision }: Kept, createdAt: Date): StatusUpdateRow {
    const { receiptId, item, caller, fields, status, eventAt } = update;
    const { match, outcome, parked } = decision;
    const id = newId(createdAt);
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
      reason: parked,
      keys: match.outcome === 'matched' ? null : this.identity.keysOf(probesOf({ ...caller, fields })),
      cause: parked && writtenCause(causeOf(parked, update, match.steps)),
      parked: true,
      eventAt,
      fieldsSealed: this.secrets.seal(JSON.stringify(fields), place),
      createdAt,
    };
  }
}

/** What was refused in a body that was accepted: its receipt speaks of the first update. Of a body refused as a whole it says enough. */
function refusedItemsOf(
  { updates, setAside, caller, receiptId, arrival }: Submission,
  createdAt: Date,
): StatusUpdateRow[] {
  if (setAside.length === 0) return [];
  if (updates.length === 0 && setAside.every(({ refusal }) => refusal !== null)) return [];
  const { partnerId, environment } = caller;
  const nothing = {
    keys: null,
    leadId: null,
    matchedBy: null,
    rawStatus: null,
    canonical: null,
    cause: null,
    fieldsSealed: null,
  };
  const common = { ...nothing, receiptId, partnerId, environment, outcome: 'parked' as const, parked: true, createdAt };
  return setAside.flatMap(({ item, refusal }) =>
    refusal ? [{ ...common, id: newId(createdAt), item, reason: refusal.code, eventAt: arrival.receivedAt }] : [],
  );
}

/** A repeat is told by its receipt alone. */
function keptOf({ decisions }: Decided): Kept[] {
  const kept = [...decisions].filter(([, { outcome }]) => outcome !== 'duplicate');
  return kept.map(([update, decision]) => ({ update, decision }));
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

function teaches({ match }: Decision): boolean {
  return match.outcome === 'matched' && match.teaches;
}

function isDisputed({ match }: Decision): boolean {
  return match.outcome === 'matched' && match.disputed !== undefined;
}

function externalIdOf({ update: { fields, caller, receiptId }, decision: { match } }: Kept): ExternalId[] {
  if (match.outcome !== 'matched' || fields.ExternalLeadId === null) return [];
  const { partnerId, environment } = caller;
  return [
    { partnerId, environment, leadId: match.leadId, value: fields.ExternalLeadId, source: `receipt:${receiptId}` },
  ];
}

/** What was parked under an id that is known now finds its lead: one look a lead is enough. */
function identifiedIn(learnt: readonly ExternalId[]) {
  const leads = new Map(
    learnt.map(({ leadId, partnerId, environment }) => [leadId, { leadId, partnerId, environment }]),
  );
  return [...leads.values()].map((data) => ({ topic: 'lead.identified', data }));
}

/** Of several moves of one lead the last one stands. */
function lastMoves(kept: readonly Kept[], leads: ReadonlyMap<string, LeadState>): StatusMove[] {
  const moves = new Map<string, StatusMove>();
  for (const { update, decision } of kept) {
    const { match, moves: moved } = decision;
    const { canonical } = update.status;
    if (!moved || match.outcome !== 'matched' || canonical === null) continue;
    const was = leads.get(match.leadId) ?? { status: null, statusAt: null };
    moves.set(match.leadId, { leadId: match.leadId, status: canonical, at: update.eventAt, was });
  }
  return [...moves.values()];
}

/** Sandbox news reach no person. A name match is shown, but nobody is told before an operator looked. */
function newsOf({ update, decision }: Kept) {
  const { match, moves } = decision;
  if (!moves || match.outcome !== 'matched' || update.caller.environment === 'sandbox') return [];
  const data = {
    leadId: match.leadId,
    status: update.status.canonical,
    push: update.notify && match.by !== 'name',
  };
  return [{ topic: 'lead.status_changed', data }];
}
