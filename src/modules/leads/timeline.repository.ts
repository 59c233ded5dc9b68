import { Injectable } from '@nestjs/common';
import { BulkInsert } from '../../platform/database/bulk-insert.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Write } from '../../platform/database/write.js';
import { LeadEventRow } from './lead.entity.js';

const EVENTS = new BulkInsert<LeadEventRow>('lead_event', {
  id: 'uuid',
  leadId: 'uuid',
  at: 'timestamptz',
  type: 'text',
  status: 'text',
  rawStatus: 'text',
  messageSealed: 'bytea',
  receiptId: 'uuid',
  applied: 'boolean',
  data: 'jsonb',
});

/** Storage of the timelines: append and read, nothing else. */
@Injectable()
export class TimelineRepository {
  adding(events: readonly LeadEventRow[]): Write | null {
    return EVENTS.write(events);
  }

  /** Statuses that the leads took at some time. */
  async applied(tx: Tx, leadIds: readonly string[]): Promise<{ leadId: string; status: string }[]> {
    if (leadIds.length === 0) return [];
    return tx.query(
      `select distinct lead_id as "leadId", status from lead_event
       where lead_id = any($1::uuid[]) and type = 'status.reported' and applied and status is not null`,
      [leadIds],
    );
  }

  /** Oldest first, at most a thousand a lead. */
  ofLead(tx: Tx, leadId: string): Promise<LeadEventRow[]> {
    return tx.getRepository(LeadEventRow).find({ where: { leadId }, order: { id: 'ASC' }, take: 1_000 });
  }
}
