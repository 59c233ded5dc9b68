import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Tx } from '../../platform/database/transaction.js';
import type { ParkedGroup } from './parked-group.domain.js';
import { StatusUpdateRow } from './status-update.entity.js';

type UpdateGroup = Omit<ParkedGroup, 'kind'>;
export type CountedUpdates = UpdateGroup & {
  readonly count: number;
  readonly oldestAt: Date;
  readonly newestAt: Date;
  readonly newestId: string;
};
export type ParkedFilter = Partial<Pick<ParkedGroup, 'partnerId' | 'environment' | 'reason'>>;

const MOST_COUNTED = 10_000;

/** An index finds a value, and it finds null, but not what is one or the other. */
function ofGroup({ cause }: UpdateGroup): string {
  const same = cause === null ? 'cause is null and $4::text is null' : 'cause = $4';
  return `parked and partner_id = $1 and environment = $2 and reason = $3 and ${same}`;
}

/** Storage of parked reports as operators see them: by cause. */
@Injectable()
export class ParkedQueueRepository {
  groups(tx: Tx, { partnerId, environment, reason }: ParkedFilter): Promise<CountedUpdates[]> {
    return tx.query<CountedUpdates[]>(
      `select partner_id as "partnerId", environment, reason, cause, count(*)::integer as count,
         min(created_at) as "oldestAt", max(created_at) as "newestAt", max(id::text collate "C") as "newestId"
       from status_update
       where parked and ($1::uuid is null or partner_id = $1) and ($2::text is null or environment = $2)
         and ($3::text is null or reason = $3)
       group by partner_id, environment, reason, cause`,
      [partnerId ?? null, environment ?? null, reason ?? null],
    );
  }

  /** Newest first, those before `before`. */
  async list(tx: Tx, group: UpdateGroup, before: string | null, limit: number): Promise<StatusUpdateRow[]> {
    const found = await tx.query<{ id: string }[]>(
      `select id from status_update where ${ofGroup(group)} and ($5::uuid is null or id < $5) order by id desc limit $6`,
      [...valuesOf(group), before, limit],
    );
    return this.rows(
      tx,
      found.map(({ id }) => id),
    );
  }

  /** How many there are, 10,000 at most. */
  async count(tx: Tx, group: UpdateGroup): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(
      `select count(*)::integer as count from (
         select from status_update where ${ofGroup(group)} limit ${MOST_COUNTED}) counted`,
      valuesOf(group),
    );
    return row?.count ?? 0;
  }

  /** Those that are there, newest first. */
  rows(tx: Tx, ids: readonly string[]): Promise<StatusUpdateRow[]> {
    return tx.getRepository(StatusUpdateRow).find({ where: { id: In([...ids]) }, order: { id: 'DESC' } });
  }

  /** Of one lead, newest first, 20 at most. */
  ofLead(tx: Tx, leadId: string): Promise<StatusUpdateRow[]> {
    const where = { leadId, parked: true };
    return tx.getRepository(StatusUpdateRow).find({ where, order: { id: 'DESC' }, take: 20 });
  }

  /** How many of a partner wait for this cause, in both environments. */
  async countOfPartner(tx: Tx, { partnerId, reason, cause }: UpdateGroup): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(
      `select count(*)::integer as count from status_update
       where parked and partner_id = $1 and environment in ('live', 'sandbox') and reason = $2 and cause = $3`,
      [partnerId, reason, cause],
    );
    return row?.count ?? 0;
  }

  /** Nobody waits for them any more; what they said is removed. Answers where they stood. */
  async discard(tx: Tx, ids: readonly string[]): Promise<Pick<StatusUpdateRow, 'receiptId' | 'item'>[]> {
    const [rows] = await tx.query<[Pick<StatusUpdateRow, 'receiptId' | 'item'>[], number]>(
      `update status_update set parked = false, fields_sealed = null where parked and id = any($1)
       returning receipt_id as "receiptId", item`,
      [ids],
    );
    return rows;
  }

  /** Ids of a group, oldest first. */
  async idsOf(tx: Tx, group: UpdateGroup, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `select id from status_update where ${ofGroup(group)} order by id limit $5`,
      [...valuesOf(group), limit],
    );
    return rows.map(({ id }) => id);
  }
}

function valuesOf({ partnerId, environment, reason, cause }: UpdateGroup): unknown[] {
  return [partnerId, environment, reason, cause];
}
