import { Injectable } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import type { Tx } from '../../platform/database/transaction.js';
import type { Scope } from './identifiers.repository.js';
import { ExternalIdDisputeRow } from './lead.entity.js';

export type Dispute = Readonly<Omit<ExternalIdDisputeRow, 'settledAt'>>;
export type CountedDisputes = Scope & {
  readonly count: number;
  readonly oldestAt: Date;
  readonly newestAt: Date;
  readonly newestId: string;
};

/** Storage of what an operator has to decide: ids that were said of two leads. */
@Injectable()
export class ExternalIdDisputesRepository {
  groups(tx: Tx, { partnerId, environment }: Partial<Scope>): Promise<CountedDisputes[]> {
    return tx.query<CountedDisputes[]>(
      `select partner_id as "partnerId", environment, count(*)::integer as count, min(created_at) as "oldestAt",
         max(created_at) as "newestAt", max(id::text collate "C") as "newestId"
       from external_id_dispute
       where settled_at is null and ($1::uuid is null or partner_id = $1) and ($2::text is null or environment = $2)
       group by partner_id, environment`,
      [partnerId ?? null, environment ?? null],
    );
  }

  /** Newest first, those before `before`. */
  list(tx: Tx, scope: Scope, before: string | null, limit: number): Promise<Dispute[]> {
    const { partnerId, environment } = scope;
    const where = { partnerId, environment, settledAt: IsNull(), ...(before !== null && { id: LessThan(before) }) };
    return tx.getRepository(ExternalIdDisputeRow).find({ where, order: { id: 'DESC' }, take: limit });
  }

  /** One that is not settled, held until commit. */
  hold(tx: Tx, id: string): Promise<Dispute | null> {
    const lock = { mode: 'pessimistic_write' } as const;
    return tx.getRepository(ExternalIdDisputeRow).findOne({ where: { id, settledAt: IsNull() }, lock });
  }

  async settle(tx: Tx, id: string, settledAt: Date): Promise<void> {
    await tx.getRepository(ExternalIdDisputeRow).update({ id }, { settledAt });
  }

  /** Answers how many there were. */
  async settleAll(tx: Tx, { partnerId, environment }: Scope, settledAt: Date): Promise<number> {
    const open = { partnerId, environment, settledAt: IsNull() };
    const { affected } = await tx.getRepository(ExternalIdDisputeRow).update(open, { settledAt });
    return affected ?? 0;
  }

  /** What is said of a lead that another lead is known by. */
  ofLead(tx: Tx, leadId: string): Promise<Dispute[]> {
    return tx.getRepository(ExternalIdDisputeRow).findBy({ leadId, settledAt: IsNull() });
  }
}
