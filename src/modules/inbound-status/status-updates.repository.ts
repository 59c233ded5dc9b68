import { Injectable } from '@nestjs/common';
import { In, Not } from 'typeorm';
import { isUuid } from '../../kernel/uuid.js';
import { arrayOf, byteaArray } from '../../platform/database/arrays.js';
import { BulkInsert } from '../../platform/database/bulk-insert.js';
import { type Prepared, runPrepared } from '../../platform/database/prepared.js';
import { sqlStateOf, type Tx } from '../../platform/database/transaction.js';
import type { Write } from '../../platform/database/write.js';
import type { MatchedBy } from './lead-match.domain.js';
import { RETRIED } from './parked-cause.domain.js';
import { StatusUpdateKeyRow, StatusUpdateRow } from './status-update.entity.js';

export type SeenKey = { readonly key: Buffer; readonly leadId: string; readonly matchedBy: MatchedBy };
export type ParkedScope = Pick<StatusUpdateRow, 'partnerId' | 'environment'>;

type ParkedPage = { readonly keys?: readonly string[] | null; readonly after: string; readonly limit: number };

const SEEN: Prepared = {
  name: 'seen_status_update_key',
  text: `
    select dedupe_key as key, lead_id as "leadId", matched_by as "matchedBy" from status_update_key
    where dedupe_key = any($1) and (expires_at is null or expires_at > $2)`,
};

const UNIQUE_VIOLATION = '23505';
const KEY_COLUMNS = ['bytea', 'uuid', 'text', 'timestamptz'];

function insertKeysText(first: number): string {
  const lists = KEY_COLUMNS.map((type, at) => `$${first + at}::${type}[]`);
  return `
    insert into status_update_key as k (dedupe_key, lead_id, matched_by, expires_at)
    select * from unnest(${lists.join(', ')})`;
}

const CLAIM: Prepared = {
  name: 'claim_status_update_key',
  text: `${insertKeysText(1)}
    on conflict (dedupe_key) do update
      set lead_id = excluded.lead_id, matched_by = excluded.matched_by, expires_at = excluded.expires_at
      where k.expires_at <= $${1 + KEY_COLUMNS.length}
    returning dedupe_key as key`,
};

const UPDATES = new BulkInsert<StatusUpdateRow>('status_update', {
  id: 'uuid',
  receiptId: 'uuid',
  item: 'integer',
  partnerId: 'uuid',
  environment: 'text',
  leadId: 'uuid',
  matchedBy: 'text',
  rawStatus: 'text',
  canonical: 'text',
  outcome: 'text',
  reason: 'text',
  cause: 'text',
  keys: 'jsonb',
  parked: 'boolean',
  eventAt: 'timestamptz',
  fieldsSealed: 'bytea',
  createdAt: 'timestamptz',
});

/** Storage of reports, and of the keys that tell a repeat. */
@Injectable()
export class StatusUpdatesRepository {
  /** Those of the keys that stand for a report which was matched before. */
  async seen(tx: Tx, keys: readonly Buffer[], now: Date): Promise<SeenKey[]> {
    return keys.length === 0 ? [] : runPrepared<SeenKey>(tx, SEEN, [byteaArray(keys), now]);
  }

  /**
   * Claims keys, none twice in one call; answers those that were free, as hex. Waits for another transaction that is
   * about to claim one of them.
   */
  async claim(tx: Tx, keys: readonly StatusUpdateKeyRow[], now: Date): Promise<Set<string>> {
    if (keys.length === 0) return new Set();
    const rows = await runPrepared<{ key: Buffer }>(tx, CLAIM, [...keyValues(keys), now]);
    return new Set(rows.map(({ key }) => key.toString('hex')));
  }

  /**
   * As `claim`, to be sent with what else is written; when one of the keys is not free, or was claimed before and expired,
   * nothing is written (`keyIsTaken`). Without `on conflict`, since that looks each key up once more and logs it twice.
   */
  claiming(keys: readonly StatusUpdateKeyRow[]): Write | null {
    return keys.length === 0 ? null : { name: 'claim', text: insertKeysText, values: keyValues(keys) };
  }

  adding(rows: readonly StatusUpdateRow[]): Write | null {
    return UPDATES.write(rows);
  }

  /** Every scope that has parked reports. */
  parkedScopes(tx: Tx): Promise<ParkedScope[]> {
    return tx.query('select distinct partner_id as "partnerId", environment from status_update where parked');
  }

  /**
   * Parked reports of a scope that something new may let through, after the id `after`, oldest first. With `keys`, those
   * that may be meant by one of them.
   */
  parked(tx: Tx, scope: ParkedScope, { keys, after, limit }: ParkedPage): Promise<StatusUpdateRow[]> {
    const { partnerId, environment } = scope;
    const query = tx
      .createQueryBuilder(StatusUpdateRow, 'update')
      .where('update.parked and update.partnerId = :partnerId and update.environment = :environment', {
        partnerId,
        environment,
      })
      .andWhere('update.id > :after and update.reason in (:...reasons)', { after, reasons: RETRIED })
      .orderBy('update.id')
      .limit(limit);
    if (keys) query.andWhere('(update.keys is null or update.keys ?| :keys::text[])', { keys });
    return query.getMany();
  }

  /** Those of the reports that are parked and not applied yet, oldest first. */
  parkedAmong(tx: Tx, ids: readonly string[]): Promise<StatusUpdateRow[]> {
    const where = { id: In([...ids]), parked: true, outcome: Not('applied' as const) };
    return tx.getRepository(StatusUpdateRow).find({ where, order: { id: 'ASC' } });
  }

  /** Holds a parked report until commit, after whoever holds it; null when it is parked no more. */
  holdParked(tx: Tx, id: string): Promise<StatusUpdateRow | null> {
    const lock = { mode: 'pessimistic_write' } as const;
    return tx.getRepository(StatusUpdateRow).findOne({ where: { id, parked: true }, lock });
  }

  /** Holds a receipt's parked reports until commit. */
  async holdParkedOf(tx: Tx, receiptId: string): Promise<void> {
    await tx.query('select 1 from status_update where receipt_id = $1 and parked order by id for update', [receiptId]);
  }

  /** Null for an id that is no UUID, too. */
  async findParked(tx: Tx, id: string): Promise<StatusUpdateRow | null> {
    if (!isUuid(id)) return null;
    return tx.getRepository(StatusUpdateRow).findOneBy({ id, parked: true });
  }

  /** A report of this key is no repeat any more. */
  async releaseKey(tx: Tx, key: Buffer, leadId: string): Promise<void> {
    await tx.getRepository(StatusUpdateKeyRow).delete({ dedupeKey: key, leadId });
  }

  /** It has no lead after all, and goes on waiting. */
  async unmatch(tx: Tx, id: string, reason: string): Promise<void> {
    const nobody = { leadId: null, matchedBy: null, outcome: 'parked' as const, reason, cause: null };
    await tx.getRepository(StatusUpdateRow).update({ id }, nobody);
  }

  /** False when it waits no more. */
  async regroup(tx: Tx, id: string, why: Pick<StatusUpdateRow, 'reason' | 'cause'>): Promise<boolean> {
    const { affected } = await tx.getRepository(StatusUpdateRow).update({ id, parked: true }, why);
    return affected === 1;
  }

  /** Its fields do not open: it waits for an operator. */
  async markUnreadable(tx: Tx, id: string): Promise<void> {
    await tx.getRepository(StatusUpdateRow).update({ id, parked: true }, { reason: 'unreadable', cause: null });
  }

  /** What became of a parked report after all. */
  async settle(
    tx: Tx,
    row: Pick<StatusUpdateRow, 'id' | 'leadId' | 'matchedBy' | 'canonical' | 'outcome' | 'reason' | 'cause' | 'parked'>,
  ): Promise<void> {
    const { id, leadId, matchedBy, canonical, outcome, reason, cause, parked } = row;
    const fieldsSealed = parked ? {} : { fieldsSealed: null };
    const change = { leadId, matchedBy, canonical, outcome, reason, cause, parked, ...fieldsSealed };
    await tx.getRepository(StatusUpdateRow).update({ id }, change);
  }

  /** Ends the waiting of a receipt's reports at these positions: the receipt was read once more. */
  async unpark(tx: Tx, receiptId: string, items: readonly number[]): Promise<void> {
    if (items.length === 0) return;
    await tx.query(
      `update status_update set parked = false, reason = 'replayed', fields_sealed = null
       where receipt_id = $1 and item = any($2) and parked`,
      [receiptId, items],
    );
  }

  /** Removes at most `limit` keys whose day is over; answers how many. */
  async removeExpiredKeys(tx: Tx, now: Date, limit: number): Promise<number> {
    const [, removed] = await tx.query<[unknown[], number]>(
      `delete from status_update_key where dedupe_key in (
         select dedupe_key from status_update_key where expires_at < $1 limit $2)`,
      [now, limit],
    );
    return removed;
  }
}

/** Whether a write failed because somebody has a key that it claims: ids are new, so it can be no other. */
export function keyIsTaken(error: unknown): boolean {
  return sqlStateOf(error) === UNIQUE_VIOLATION;
}

function keyValues(keys: readonly StatusUpdateKeyRow[]): unknown[] {
  const column = (type: string, of: (key: StatusUpdateKeyRow) => unknown) => arrayOf(keys.map(of), type);
  return [
    column('bytea', ({ dedupeKey }) => dedupeKey),
    column('uuid', ({ leadId }) => leadId),
    column('text', ({ matchedBy }) => matchedBy),
    column('timestamptz', ({ expiresAt }) => expiresAt),
  ];
}
