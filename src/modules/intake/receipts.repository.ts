import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transaction.js';
import { ReceiptRow } from './receipt.entity.js';

export type ReceiptFilter = {
  readonly source?: string;
  readonly partnerId?: string;
  readonly verdict?: string;
  readonly reason?: string;
  readonly outcome?: string;
  readonly leadId?: string;
};
export type RefusalCount = {
  readonly source: string;
  readonly hour: Date;
  readonly reason: string;
  readonly refusals: number;
};

/** Storage of receipts: added with their verdict; what they hold never changes. */
@Injectable()
export class ReceiptsRepository {
  /** One statement for any number of receipts. */
  async add(tx: Tx, rows: readonly ReceiptRow[]): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(
      `insert into receipt (id, source, partner_id, environment, received_at, method, path, content_type, body_sealed,
         body_bytes, body_sha256, verdict, reason, http_status, outcome, lead_id, adapter_version, trace, expires_at)
       select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::timestamptz[], $6::text[], $7::text[],
         $8::text[], $9::bytea[], $10::integer[], $11::bytea[], $12::text[], $13::text[], $14::smallint[], $15::text[],
         $16::uuid[], $17::integer[], $18::jsonb[], $19::timestamptz[])`,
      [
        rows.map(({ id }) => id),
        rows.map(({ source }) => source),
        rows.map(({ partnerId }) => partnerId),
        rows.map(({ environment }) => environment),
        rows.map(({ receivedAt }) => receivedAt),
        rows.map(({ method }) => method),
        rows.map(({ path }) => path),
        rows.map(({ contentType }) => contentType),
        rows.map(({ bodySealed }) => bodySealed),
        rows.map(({ bodyBytes }) => bodyBytes),
        rows.map(({ bodySha256 }) => bodySha256),
        rows.map(({ verdict }) => verdict),
        rows.map(({ reason }) => reason),
        rows.map(({ httpStatus }) => httpStatus),
        rows.map(({ outcome }) => outcome),
        rows.map(({ leadId }) => leadId),
        rows.map(({ adapterVersion }) => adapterVersion),
        rows.map(({ trace }) => (trace === null ? null : JSON.stringify(trace))),
        rows.map(({ expiresAt }) => expiresAt),
      ],
    );
  }

  find(tx: Tx, id: string): Promise<ReceiptRow | null> {
    return tx.getRepository(ReceiptRow).findOneBy({ id });
  }

  async rejudge(tx: Tx, id: string, judged: Pick<ReceiptRow, 'reason' | 'outcome' | 'leadId'>): Promise<void> {
    await tx.getRepository(ReceiptRow).update({ id }, judged);
  }

  /** Newest first, those before `before`. */
  search(tx: Tx, filter: ReceiptFilter, before: string | null, limit: number): Promise<ReceiptRow[]> {
    const query = tx.createQueryBuilder(ReceiptRow, 'receipt').orderBy('receipt.id', 'DESC').limit(limit);
    for (const [property, value] of Object.entries(filter)) {
      query.andWhere(`receipt.${property} = :${property}`, { [property]: value });
    }
    if (before !== null) query.andWhere('receipt.id < :before', { before });
    return query.getMany();
  }

  async count(tx: Tx, counts: readonly RefusalCount[]): Promise<void> {
    if (counts.length === 0) return;
    await tx.query(
      `insert into refusal_count (source, hour, reason, refusals)
       select * from unnest($1::text[], $2::timestamptz[], $3::text[], $4::bigint[])
       on conflict (source, hour, reason) do update set refusals = refusal_count.refusals + excluded.refusals`,
      [
        counts.map(({ source }) => source),
        counts.map(({ hour }) => hour),
        counts.map(({ reason }) => reason),
        counts.map(({ refusals }) => refusals),
      ],
    );
  }

  /** Removes at most `limit` receipts that expired; answers how many. */
  async removeExpired(tx: Tx, now: Date, limit: number): Promise<number> {
    const [, removed] = await tx.query<[unknown[], number]>(
      'delete from receipt where id in (select id from receipt where expires_at < $1 limit $2)',
      [now, limit],
    );
    return removed;
  }
}
