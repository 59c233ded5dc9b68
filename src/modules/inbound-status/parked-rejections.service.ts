import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import { type Actor, AuditService } from '../../platform/audit/audit.service.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { runWrites } from '../../platform/database/write.js';
import { OutboxService } from '../../platform/outbox/outbox.service.js';
import { IntakeService } from '../intake/intake.service.js';
import { LeadsService } from '../leads/leads.service.js';
import { TimelineService } from '../leads/timeline.service.js';
import { ParkedReaderService } from './parked-reader.service.js';
import type { StatusUpdateRow } from './status-update.entity.js';
import { StatusUpdatesRepository } from './status-updates.repository.js';
import { type Meanings, UpdateReaderService } from './update-reader.service.js';
import { standingWithout } from './withdrawal.domain.js';

/** `status`: where the lead stands again. `withdrawn` is false when it has moved on since, and stays where it is. */
export type Rejected = {
  readonly id: string;
  readonly leadId: string;
  readonly withdrawn: boolean;
  readonly status: string | null;
};

/** Takes a report from the lead that its name had found. */
@Injectable()
export class ParkedRejectionsService {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly audit: AuditService,
    private readonly outbox: OutboxService,
    private readonly intake: IntakeService,
    private readonly leads: LeadsService,
    private readonly timeline: TimelineService,
    private readonly meanings: UpdateReaderService,
    private readonly reader: ParkedReaderService,
    private readonly updates: StatusUpdatesRepository,
  ) {}

  /**
   * The lead goes back to where it stood before the report, if it still stands where the report moved it. The report
   * waits to be linked to another lead, or discarded.
   * @throws DomainError `parked_item_not_found`, `nothing_to_confirm`
   */
  async reject(actor: Actor, id: string, reason: string): Promise<Rejected> {
    const parked = await this.transaction.run((tx) => this.updates.findParked(tx, id));
    if (!parked) throw notFound();
    const meanings = await this.meanings.meaningsNow(parked);
    return this.transaction.run(async (tx) => {
      const row = await this.updates.holdParked(tx, id);
      if (!row) throw notFound();
      const { leadId } = row;
      if (row.reason !== 'match_unconfirmed' || leadId === null) {
        const sentence = 'Only a lead that was found by a name waits to be confirmed or rejected.';
        throw new DomainError('conflict', 'nothing_to_confirm', sentence);
      }
      const rejected = { id, leadId, ...(await this.#withdraw(tx, leadId, row)) };
      await this.#unmatch(tx, row, leadId, meanings);
      const details = { updateId: id, receiptId: row.receiptId, reason, withdrawn: rejected.withdrawn };
      await this.audit.record(tx, actor, { action: 'parked.rejected', subject: { type: 'lead', id: leadId }, details });
      return rejected;
    });
  }

  async #withdraw(tx: Tx, leadId: string, { canonical, eventAt, receiptId }: StatusUpdateRow) {
    const [lead] = await this.leads.lock(tx, [leadId]);
    if (!lead) throw new Error('A parked report names a lead that is not there');
    const was = { status: lead.status, statusAt: lead.statusAt };
    if (lead.status !== canonical || lead.statusAt?.getTime() !== eventAt.getTime()) {
      return { withdrawn: false, status: lead.status };
    }
    const before = standingWithout(await this.timeline.ofLead(tx, leadId), receiptId);
    const now = this.clock.now();
    const entry = { leadId, type: 'status.withdrawn', at: now, applied: true, status: before.status, receiptId };
    const news = { leadId, status: before.status, push: false };
    await runWrites(tx, [
      this.leads.movingStatus([{ leadId, status: before.status, at: before.at, was }]),
      this.timeline.appending([entry]),
      before.status === null ? null : this.outbox.appending(tx, [{ topic: 'lead.status_changed', data: news }]),
    ]);
    return { withdrawn: true, status: before.status };
  }

  /** Its key is free again: linked to another lead, it is no repeat. */
  async #unmatch(tx: Tx, row: StatusUpdateRow, leadId: string, meanings: Meanings): Promise<void> {
    const read = await this.reader.read(row, meanings);
    if (read) await this.updates.releaseKey(tx, read.update.dedupe.key, leadId);
    const reason = 'match_rejected';
    await this.updates.unmatch(tx, row.id, reason);
    const became = { outcome: 'parked', reason, leadId: null, canonical: row.canonical, byHand: true } as const;
    await this.intake.rejudge(tx, row.receiptId, row.item, became, { rejected: leadId });
  }
}

function notFound(): DomainError {
  return new DomainError('not_found', 'parked_item_not_found', 'Nothing of this id is waiting.');
}
