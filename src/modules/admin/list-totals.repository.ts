import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transaction.js';

export type CountedList = 'receipt' | 'lead' | 'delivery' | 'audit_entry';

const COLUMNS = {
  source: 'source',
  verdict: 'verdict',
  reason: 'reason',
  outcome: 'outcome',
  state: 'state',
  status: 'status',
  environment: 'environment',
  userId: 'user_id',
  leadId: 'lead_id',
  partnerId: 'partner_id',
  action: 'action',
  actorId: 'actor_id',
  subjectType: 'subject_type',
  subjectId: 'subject_id',
} as const;

/** What the lists of operators may be filtered by; a member that is absent filters nothing. */
export type ListFilter = { readonly [Name in keyof typeof COLUMNS]?: string };

/** Counts what fits a filter. */
@Injectable()
export class ListTotalsRepository {
  /** Stops counting at `most`: a large table is not read to its end for a number that nobody needs exactly. */
  async count(tx: Tx, list: CountedList, filter: ListFilter, most: number): Promise<number> {
    const names = (Object.keys(COLUMNS) as (keyof ListFilter)[]).filter((name) => filter[name] !== undefined);
    const conditions = names.map((name, at) => `${COLUMNS[name]} = $${at + 1}`);
    const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
    const [row] = await tx.query<{ total: number }[]>(
      `select count(*)::integer as total from (select 1 from ${list} ${where} limit ${most}) counted`,
      names.map((name) => filter[name]),
    );
    return row?.total ?? 0;
  }
}
