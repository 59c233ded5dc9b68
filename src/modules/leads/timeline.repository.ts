import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transaction.js';
import { LeadEventRow } from './lead.entity.js';

/** Storage of the timelines: append and read, nothing else. */
@Injectable()
export class TimelineRepository {
  /** One statement for any number of events. */
  async add(tx: Tx, events: readonly LeadEventRow[]): Promise<void> {
    if (events.length === 0) return;
    await tx.query(
      `insert into lead_event (id, lead_id, at, type, status, raw_status, message_sealed, receipt_id, applied, data)
       select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::bytea[],
         $8::uuid[], $9::boolean[], $10::jsonb[])`,
      [
        events.map(({ id }) => id),
        events.map(({ leadId }) => leadId),
        events.map(({ at }) => at),
        events.map(({ type }) => type),
        events.map(({ status }) => status),
        events.map(({ rawStatus }) => rawStatus),
        events.map(({ messageSealed }) => messageSealed),
        events.map(({ receiptId }) => receiptId),
        events.map(({ applied }) => applied),
        events.map(({ data }) => (data === null ? null : JSON.stringify(data))),
      ],
    );
  }

  /** Oldest first, at most a thousand a lead. */
  ofLead(tx: Tx, leadId: string): Promise<LeadEventRow[]> {
    return tx.getRepository(LeadEventRow).find({ where: { leadId }, order: { id: 'ASC' }, take: 1_000 });
  }
}
