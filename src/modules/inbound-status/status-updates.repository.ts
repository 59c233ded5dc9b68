import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transaction.js';
import type { Rule } from './lead-match.domain.js';
import { type StatusUpdateKeyRow, StatusUpdateRow } from './status-update.entity.js';

export type UpdateKey = Pick<StatusUpdateKeyRow, 'partnerId' | 'environment' | 'dedupeKey'>;
export type SeenKey = { readonly at: number; readonly leadId: string; readonly matchedBy: Rule };
export type ParkedScope = Pick<StatusUpdateRow, 'partnerId' | 'environment'>;

/** Storage of reports, and of the keys that tell a repeat. */
@Injectable()
export class StatusUpdatesRepository {
  /** Which of the keys stand for a report that was matched before; `at` is the key's position. */
  seen(tx: Tx, keys: readonly UpdateKey[], now: Date): Promise<SeenKey[]> {
    if (keys.length === 0) return Promise.resolve([]);
    return tx.query<SeenKey[]>(
      `select given.at::int - 1 as at, k.lead_id as "leadId", k.matched_by as "matchedBy"
       from unnest($1::uuid[], $2::text[], $3::bytea[]) with ordinality as given (partner_id, environment, dedupe_key, at)
       join status_update_key k using (partner_id, environment, dedupe_key)
       where k.expires_at is null or k.expires_at > $4`,
      [...columnsOf(keys), now],
    );
  }

  /**
   * Claims keys, none twice in one call; answers those that were free, as hex. Waits for another transaction that is
   * about to claim one of them.
   */
  async claim(tx: Tx, keys: readonly StatusUpdateKeyRow[], now: Date): Promise<Set<string>> {
    if (keys.length === 0) return new Set();
    const rows = await tx.query<{ key: Buffer }[]>(
      `insert into status_update_key as k (partner_id, environment, dedupe_key, lead_id, matched_by, expires_at)
       select * from unnest($1::uuid[], $2::text[], $3::bytea[], $4::uuid[], $5::text[], $6::timestamptz[])
       on conflict (partner_id, environment, dedupe_key) do update
         set lead_id = excluded.lead_id, matched_by = excluded.matched_by, expires_at = excluded.expires_at
         where k.expires_at <= $7
       returning dedupe_key as key`,
      [
        ...columnsOf(keys),
        keys.map(({ leadId }) => leadId),
        keys.map(({ matchedBy }) => matchedBy),
        keys.map(({ expiresAt }) => expiresAt),
        now,
      ],
    );
    return new Set(rows.map(({ key }) => key.toString('hex')));
  }

  /** One statement for any number of reports. */
  async add(tx: Tx, rows: readonly StatusUpdateRow[]): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(
      `insert into status_update (id, receipt_id, item, partner_id, environment, lead_id, matched_by, raw_status, canonical,
         outcome, reason, parked, event_at, fields_sealed, created_at)
       select * from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::uuid[], $5::text[], $6::uuid[], $7::text[], $8::text[],
         $9::text[], $10::text[], $11::text[], $12::boolean[], $13::timestamptz[], $14::bytea[], $15::timestamptz[])`,
      [
        rows.map(({ id }) => id),
        rows.map(({ receiptId }) => receiptId),
        rows.map(({ item }) => item),
        rows.map(({ partnerId }) => partnerId),
        rows.map(({ environment }) => environment),
        rows.map(({ leadId }) => leadId),
        rows.map(({ matchedBy }) => matchedBy),
        rows.map(({ rawStatus }) => rawStatus),
        rows.map(({ canonical }) => canonical),
        rows.map(({ outcome }) => outcome),
        rows.map(({ reason }) => reason),
        rows.map(({ parked }) => parked),
        rows.map(({ eventAt }) => eventAt),
        rows.map(({ fieldsSealed }) => fieldsSealed),
        rows.map(({ createdAt }) => createdAt),
      ],
    );
  }

  /** Those of the scopes that have parked reports. */
  async withParked(tx: Tx, scopes: readonly ParkedScope[]): Promise<ParkedScope[]> {
    const found = await tx.query<{ partnerId: string; environment: 'live' | 'sandbox' }[]>(
      `select distinct given.partner_id as "partnerId", given.environment from unnest($1::uuid[], $2::text[]) as given (partner_id, environment)
       where exists (select from status_update u
         where u.parked and u.partner_id = given.partner_id and u.environment = given.environment)`,
      [scopes.map(({ partnerId }) => partnerId), scopes.map(({ environment }) => environment)],
    );
    return found;
  }

  /** Every scope that has parked reports. */
  parkedScopes(tx: Tx): Promise<ParkedScope[]> {
    return tx.query('select distinct partner_id as "partnerId", environment from status_update where parked');
  }

  /** Parked reports of a scope after the id `after`, oldest first, held; those that another process holds are left out. */
  async parked(
    tx: Tx,
    { partnerId, environment }: ParkedScope,
    after: string,
    limit: number,
  ): Promise<StatusUpdateRow[]> {
    return tx
      .createQueryBuilder(StatusUpdateRow, 'update')
      .where('update.parked and update.partnerId = :partnerId and update.environment = :environment', {
        partnerId,
        environment,
      })
      .andWhere('update.id > :after', { after })
      .orderBy('update.id')
      .limit(limit)
      .setLock('pessimistic_write')
      .setOnLocked('skip_locked')
      .getMany();
  }

  /** What became of a parked report after all. */
  async settle(
    tx: Tx,
    row: Pick<StatusUpdateRow, 'id' | 'leadId' | 'matchedBy' | 'canonical' | 'outcome' | 'reason' | 'parked'>,
  ): Promise<void> {
    const { id, leadId, matchedBy, canonical, outcome, reason, parked } = row;
    const fieldsSealed = parked ? {} : { fieldsSealed: null };
    const change = { leadId, matchedBy, canonical, outcome, reason, parked, ...fieldsSealed };
    await tx.getRepository(StatusUpdateRow).update({ id }, change);
  }

  /** Removes at most `limit` keys whose day is over; answers how many. */
  async removeExpiredKeys(tx: Tx, now: Date, limit: number): Promise<number> {
    const [, removed] = await tx.query<[unknown[], number]>(
      `delete from status_update_key where (partner_id, environment, dedupe_key) in (
         select partner_id, environment, dedupe_key from status_update_key where expires_at < $1 limit $2)`,
      [now, limit],
    );
    return removed;
  }
}

function columnsOf(keys: readonly UpdateKey[]): unknown[][] {
  return [
    keys.map(({ partnerId }) => partnerId),
    keys.map(({ environment }) => environment),
    keys.map(({ dedupeKey }) => dedupeKey),
  ];
}
