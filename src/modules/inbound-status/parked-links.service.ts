import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { isUuid } from '../../kernel/uuid.js';
import { type Actor, AuditService } from '../../platform/audit/audit.service.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { OutboxService } from '../../platform/outbox/outbox.service.js';
import { IntakeService } from '../intake/intake.service.js';
import { ExternalIdDisputesService } from '../leads/external-id-disputes.service.js';
import { ExternalIdsService } from '../leads/external-ids.service.js';
import { LeadsService } from '../leads/leads.service.js';
import type { Match } from './lead-match.domain.js';
import { ParkedReaderService, type ReadParked } from './parked-reader.service.js';
import { ParkedRehearsalService } from './parked-rehearsal.service.js';
import { ParkedSettlerService } from './parked-settler.service.js';
import type { StatusUpdateRow } from './status-update.entity.js';
import { StatusUpdatesRepository } from './status-updates.repository.js';
import { Trial } from './trial.js';
import { type Meanings, UpdateReaderService } from './update-reader.service.js';

/** What a decision by hand did, or would do. */
export type Linked = {
  readonly id: string;
  readonly leadId: string;
  readonly outcome: string;
  readonly canonicalStatus: string | null;
  /** The partner's own id that stands for the lead from now on, or null. */
  readonly externalId: string | null;
  /** How many others that wait are let through by it; they follow in the background. */
  readonly alsoFixes: number;
  /** Nothing was written. */
  readonly dryRun: boolean;
};
/** `notified`: the user is told; not when the lead has moved on since. */
export type Confirmed = Linked & { readonly notified: boolean };

type Asked = { readonly id: string; readonly dryRun: boolean };

/** Tells by hand which lead a parked report means. That teaches the partner's own id, which may let others through. */
@Injectable()
export class ParkedLinksService {
  constructor(
    private readonly transaction: Transaction,
    private readonly trial: Trial,
    private readonly audit: AuditService,
    private readonly outbox: OutboxService,
    private readonly intake: IntakeService,
    private readonly leads: LeadsService,
    private readonly externalIds: ExternalIdsService,
    private readonly disputes: ExternalIdDisputesService,
    private readonly meanings: UpdateReaderService,
    private readonly reader: ParkedReaderService,
    private readonly settler: ParkedSettlerService,
    private readonly rehearsal: ParkedRehearsalService,
    private readonly updates: StatusUpdatesRepository,
  ) {}

  /**
   * The report means this lead: it is applied by the rules for moves, and its user is told.
   * An id that was said of two leads is given to one of them.
   * @throws DomainError `parked_item_not_found`, `parked_item_unreadable`, `parked_item_has_lead`, `lead_not_of_partner`
   */
  async link(actor: Actor, { id, dryRun }: Asked, leadId: string): Promise<Linked> {
    const parked = await this.transaction.run((tx) => this.updates.findParked(tx, id));
    if (!parked) return this.#decide(actor, { id, dryRun }, leadId);
    const meanings = await this.meanings.meaningsNow(parked);
    return this.trial.run(dryRun, async (tx) => {
      const read = await this.#hold(tx, id, meanings);
      const { row, update } = read;
      if (row.leadId !== null) throw conflict('parked_item_has_lead', 'This report found its lead already.');
      if (!(await this.externalIds.wasSent(tx, row, leadId))) throw notOfPartner();
      const match: Match = { outcome: 'matched', leadId, by: 'operator', teaches: false, steps: [] };
      const decision = await this.settler.apply(tx, read, match);
      const taught = await this.#teach(tx, actor, read, leadId);
      await this.#record(tx, actor, { action: 'parked.linked', row, leadId, ...taught });
      const { canonical: canonicalStatus } = update.status;
      return { id, leadId, outcome: decision?.outcome ?? 'parked', canonicalStatus, ...taught, dryRun };
    });
  }

  /**
   * The lead that a report's name found is the right one: its user is told now, once.
   * @throws DomainError `parked_item_not_found`, `parked_item_unreadable`, `nothing_to_confirm`
   */
  async confirm(actor: Actor, { id, dryRun }: Asked): Promise<Confirmed> {
    const parked = await this.transaction.run((tx) => this.updates.findParked(tx, id));
    if (!parked) throw notFound();
    const meanings = await this.meanings.meaningsNow(parked);
    return this.trial.run(dryRun, async (tx) => {
      const read = await this.#hold(tx, id, meanings);
      const { row } = read;
      const { leadId, canonical } = row;
      if (row.reason !== 'match_unconfirmed' || leadId === null) throw nothingToConfirm();
      const [lead] = await this.leads.lock(tx, [leadId]);
      const notified = lead?.status === canonical;
      const news = { leadId, status: canonical, push: true, shown: true };
      if (notified) await this.outbox.append(tx, [{ topic: 'lead.status_changed', data: news }]);
      await this.updates.settle(tx, { ...row, reason: null, cause: null, parked: false });
      const became = { outcome: row.outcome, reason: null, leadId, canonical, byHand: true } as const;
      await this.intake.rejudge(tx, row.receiptId, row.item, became, { matchedBy: row.matchedBy, confirmed: true });
      const taught = await this.#teach(tx, actor, read, leadId);
      await this.#record(tx, actor, { action: 'parked.confirmed', row, leadId, ...taught });
      return { id, leadId, outcome: row.outcome, canonicalStatus: canonical, ...taught, notified, dryRun };
    });
  }

  #decide(actor: Actor, { id, dryRun }: Asked, leadId: string): Promise<Linked> {
    return this.trial.run(dryRun, async (tx) => {
      const dispute = isUuid(id) ? await this.disputes.hold(tx, id) : null;
      if (!dispute) throw notFound();
      if (![dispute.leadId, dispute.heldBy].includes(leadId)) throw notInDispute();
      await this.disputes.decide(tx, actor, dispute, leadId);
      const alsoFixes = await this.rehearsal.letThroughBy(tx, dispute, dispute.value);
      const outcome = leadId === dispute.heldBy ? 'kept' : 'moved';
      return { id, leadId, outcome, canonicalStatus: null, externalId: dispute.value, alsoFixes, dryRun };
    });
  }

  async #hold(tx: Tx, id: string, meanings: Meanings): Promise<ReadParked> {
    const row = await this.updates.holdParked(tx, id);
    if (!row) throw notFound();
    const read = await this.reader.read(row, meanings);
    if (!read) throw conflict('parked_item_unreadable', 'What was kept of this report does not open.');
    return read;
  }

  /** Has the report's external id stand for the lead, unless it stands for another or for none. */
  async #teach(tx: Tx, actor: Actor, { row, update }: ReadParked, leadId: string) {
    const { partnerId, environment } = row;
    const value = update.fields.ExternalLeadId;
    const nothing = { externalId: null, alsoFixes: 0 };
    if (value === null) return nothing;
    const { linked } = await this.externalIds.linkWithin(tx, actor, { partnerId, environment, value, leadId });
    if (!linked) return nothing;
    return { externalId: value, alsoFixes: await this.rehearsal.letThroughBy(tx, row, value) };
  }

  async #record(tx: Tx, actor: Actor, deed: Deed): Promise<void> {
    const { action, row, leadId, externalId, alsoFixes } = deed;
    const details = { updateId: row.id, receiptId: row.receiptId, externalId, alsoFixes };
    await this.audit.record(tx, actor, { action, subject: { type: 'lead', id: leadId }, details });
  }
}

type Deed = Pick<Linked, 'leadId' | 'externalId' | 'alsoFixes'> & {
  readonly action: string;
  readonly row: StatusUpdateRow;
};

function notFound(): DomainError {
  return new DomainError('not_found', 'parked_item_not_found', 'Nothing of this id is waiting.');
}

function notOfPartner(): DomainError {
  const sentence = 'No lead of this id was sent to the partner of this report, so the report cannot mean it.';
  return new DomainError('rejected', 'lead_not_of_partner', sentence);
}

function notInDispute(): DomainError {
  const sentence = 'The id was said of two other leads; give it to one of them.';
  return new DomainError('rejected', 'lead_not_in_dispute', sentence);
}

function nothingToConfirm(): DomainError {
  return conflict('nothing_to_confirm', 'Only a lead that was found by a name waits to be confirmed or rejected.');
}

function conflict(code: string, sentence: string): DomainError {
  return new DomainError('conflict', code, sentence);
}
