import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { BulkInsert } from '../../platform/database/bulk-insert.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Write } from '../../platform/database/write.js';
import { ReceiptRow } from './receipt.entity.js';

export type ReceiptFilter = {
  readonly source?: string;
  readonly partnerId?: string;
  readonly environment?: string;
  readonly verdict?: string;
  readonly reason?: string;
  readonly outcome?: string;
  readonly leadId?: string;
};
/** As above, or these alone. */
export type PastFilter = ReceiptFilter & { readonly ids?: readonly string[] };
export type Rejudged = Partial<
  Pick<ReceiptRow, 'verdict' | 'reason' | 'outcome' | 'leadId' | 'adapterVersion' | 'trace'>
>;
export type RefusalCount = {
  readonly source: string;
  readonly hour: Date;
  readonly reason: string;
  readonly refusals: number;
};

const RECEIPTS = new BulkInsert<ReceiptRow>('receipt', {
  id: 'uuid',
  source: 'text',
  partnerId: 'uuid',
  environment: 'text',
  receivedAt: 'timestamptz',
  method: 'text',
  path: 'text',
  contentType: 'text',
  bodySealed: 'bytea',
  bodyBytes: 'integer',
  bodySha256: 'bytea',
  verdict: 'text',
  reason: 'text',
  httpStatus: 'smallint',
  outcome: 'text',
  leadId: 'uuid',
  adapterVersion: 'integer',
  trace: 'jsonb',
  expiresAt: 'timestamptz',
});

/** A receipt without the bytes that it keeps. */
export type ReceiptFacts = Omit<ReceiptRow, 'bodySealed'>;

export type SealedBody = Pick<ReceiptRow, 'id' | 'receivedAt' | 'contentType' | 'bodySealed'>;

/** A report that found its lead by one of the partner's own ids. */
export type FoundBy = Pick<ReceiptRow, 'id' | 'receivedAt' | 'reason' | 'outcome'>;

/** The last step of a ladder is the one that found. */
const FOUND_BY = '$.**.match[last] ? (@.rule == "external_id" && @.value == $value)';

/** Storage of receipts: added with their verdict; what they hold never changes. */
@Injectable()
export class ReceiptsRepository {
  adding(rows: readonly ReceiptRow[]): Write | null {
    return RECEIPTS.write(rows);
  }

  find(tx: Tx, id: string): Promise<ReceiptFacts | null> {
    return tx.getRepository(ReceiptRow).findOneBy({ id });
  }

  async bodyOf(tx: Tx, id: string): Promise<Buffer | null> {
    const row = await tx.getRepository(ReceiptRow).findOne({ where: { id }, select: { id: true, bodySealed: true } });
    return row?.bodySealed ?? null;
  }

  bodiesOf(tx: Tx, partnerId: string, ids: readonly string[]): Promise<SealedBody[]> {
    const select = { id: true, receivedAt: true, contentType: true, bodySealed: true } as const;
    return tx.getRepository(ReceiptRow).find({ where: { id: In([...ids]), partnerId }, select });
  }

  /** What one update of a body became; the receipt itself says what became of the first. */
  async noteBecame(
    tx: Tx,
    id: string,
    { item, became, settled }: { item: number; became: object; settled: object },
  ): Promise<void> {
    await tx.query(
      `update receipt set trace = jsonb_set(coalesce(trace, '{}'), $2::text[], $3::jsonb) || $4::jsonb where id = $1`,
      [id, ['updates', String(item), 'became'], JSON.stringify(became), JSON.stringify({ settled })],
    );
  }

  async rejudge(tx: Tx, id: string, judged: Rejudged): Promise<void> {
    await tx.getRepository(ReceiptRow).update({ id }, judged);
  }

  /** The reason that they had stays readable in the trace. */
  async discarded(tx: Tx, ids: readonly string[]): Promise<void> {
    await tx.query(
      `update receipt set reason = 'discarded',
         trace = coalesce(trace, '{}') || jsonb_build_object('discarded', jsonb_build_object('was', reason))
       where id = any($1)`,
      [ids],
    );
  }

  /** Those of a lead that it was found for by this external id, newest first, 200 at most. */
  foundBy(tx: Tx, leadId: string, externalId: string): Promise<FoundBy[]> {
    return tx.query<FoundBy[]>(
      `select id, received_at as "receivedAt", reason, outcome from receipt
       where lead_id = $1 and jsonb_path_exists(trace, $2, jsonb_build_object('value', $3::text))
       order by id desc limit 200`,
      [leadId, FOUND_BY, externalId],
    );
  }

  /** Held until commit. */
  hold(tx: Tx, id: string): Promise<ReceiptFacts | null> {
    return tx.getRepository(ReceiptRow).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  /** Oldest first, those after the id `after`, before the id `until`. */
  past(tx: Tx, { ids, ...filter }: PastFilter, after: string, until: string, limit: number): Promise<ReceiptFacts[]> {
    const query = tx.createQueryBuilder(ReceiptRow, 'receipt').orderBy('receipt.id', 'ASC').limit(limit);
    for (const [property, value] of Object.entries(filter)) {
      query.andWhere(`receipt.${property} = :${property}`, { [property]: value });
    }
    if (ids) query.andWhere('receipt.id = any(:ids::uuid[])', { ids });
    // What an operator discarded comes back by name only.
    else if (filter.reason === undefined) query.andWhere(`receipt.reason <> 'discarded'`);
    return query.andWhere('receipt.id > :after and receipt.id < :until', { after, until }).getMany();
  }

  /** Newest first, those before `before`. */
  search(tx: Tx, filter: ReceiptFilter, before: string | null, limit: number): Promise<ReceiptFacts[]> {
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

  /** Removes at most `limit` receipts older than the id `before`, or with an earlier end of their own; answers how many. */
  async removeExpired(tx: Tx, before: string, now: Date, limit: number): Promise<number> {
    const [, removed] = await tx.query<[unknown[], number]>(
      'delete from receipt where id in (select id from receipt where id < $1 or expires_at < $2 limit $3)',
      [before, now, limit],
    );
    return removed;
  }
}
