import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { arrayOf } from '../../platform/database/arrays.js';
import { type Prepared, runPrepared } from '../../platform/database/prepared.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Write } from '../../platform/database/write.js';
import { LeadRow } from './lead.entity.js';

export type LeadFilter = {
  readonly state?: string;
  readonly status?: string;
  readonly partnerId?: string;
  readonly userId?: string;
  readonly environment?: string;
};

/** What a status report may change, held until commit. */
export type LockedLead = {
  readonly id: string;
  readonly userId: string;
  readonly environment: 'live' | 'sandbox';
  readonly status: string | null;
  readonly statusAt: Date | null;
  readonly massTortId: string;
};

type Standing = { readonly status: string | null; readonly statusAt: Date | null };
/** `was` is what the move was decided on: a lead that moved meanwhile fails the write. */
export type StatusMove = {
  readonly leadId: string;
  /** Null only where a report is taken back that was the first. */
  readonly status: string | null;
  readonly at: Date | null;
  readonly was: Standing;
};

const LOCK: Prepared = {
  name: 'lock_lead',
  text: `
    select id, user_id as "userId", environment, status, status_at as "statusAt", mass_tort_id as "massTortId"
    from lead where id = any($1) order by id for no key update`,
};

function moveText(first: number): string {
  const lists = ['uuid', 'text', 'timestamptz', 'text', 'timestamptz'].map((type, at) => `$${first + at}::${type}[]`);
  return `
    update lead set status = m.status, status_at = m.at
    from unnest(${lists.join(', ')}) as m (id, status, at, was, was_at)
    where lead.id = m.id and lead.status is not distinct from m.was and lead.status_at is not distinct from m.was_at
    returning lead.id`;
}

/** Storage of leads. */
@Injectable()
export class LeadsRepository {
  async add(tx: Tx, lead: LeadRow): Promise<void> {
    await tx.getRepository(LeadRow).insert(lead);
  }

  find(tx: Tx, id: string): Promise<LeadRow | null> {
    return tx.getRepository(LeadRow).findOneBy({ id });
  }

  findAll(tx: Tx, ids: readonly string[]): Promise<LeadRow[]> {
    return tx.getRepository(LeadRow).findBy({ id: In([...ids]) });
  }

  /** Holds the leads in id order, so that two transactions never wait for each other. */
  async lock(tx: Tx, ids: readonly string[]): Promise<LockedLead[]> {
    return ids.length === 0 ? [] : runPrepared<LockedLead>(tx, LOCK, [ids]);
  }

  movingStatus(moves: readonly StatusMove[]): Write | null {
    if (moves.length === 0) return null;
    const column = (type: string, of: (move: StatusMove) => unknown) => arrayOf(moves.map(of), type);
    const values = [
      column('uuid', ({ leadId }) => leadId),
      column('text', ({ status }) => status),
      column('timestamptz', ({ at }) => at),
      column('text', ({ was }) => was.status),
      column('timestamptz', ({ was }) => was.statusAt),
    ];
    return { name: 'lead_status', text: moveText, values, expects: moves.length };
  }

  async route(tx: Tx, id: string, partnerId: string, routedAt: Date): Promise<void> {
    await tx.getRepository(LeadRow).update({ id }, { state: 'routed', partnerId, routedAt });
  }

  async setState(tx: Tx, id: string, state: 'routed' | 'delivered' | 'not_delivered'): Promise<void> {
    await tx.getRepository(LeadRow).update({ id }, { state });
  }

  /** Takes up to `limit` leads that nobody has, oldest first, leaving those that another process holds. */
  unrouted(tx: Tx, after: string, limit: number): Promise<LeadRow[]> {
    return tx
      .createQueryBuilder(LeadRow, 'lead')
      .where("lead.state = 'unrouted' and lead.id > :after", { after })
      .orderBy('lead.id')
      .limit(limit)
      .setLock('pessimistic_write')
      .setOnLocked('skip_locked')
      .getMany();
  }

  ofUser(tx: Tx, userId: string): Promise<LeadRow[]> {
    return tx.getRepository(LeadRow).find({ where: { userId }, order: { id: 'DESC' }, take: 200 });
  }

  /** Newest first, those before `before`. */
  search(tx: Tx, filter: LeadFilter, before: string | null, limit: number): Promise<LeadRow[]> {
    const query = tx.createQueryBuilder(LeadRow, 'lead').orderBy('lead.id', 'DESC').limit(limit);
    for (const [property, value] of Object.entries(filter)) {
      query.andWhere(`lead.${property} = :${property}`, { [property]: value });
    }
    if (before !== null) query.andWhere('lead.id < :before', { before });
    return query.getMany();
  }
}
