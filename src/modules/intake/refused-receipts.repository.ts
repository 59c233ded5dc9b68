import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transaction.js';
import { ReceiptRow } from './receipt.entity.js';

/** What refused webhooks share. */
export type RefusedGroup = {
  readonly partnerId: string;
  readonly environment: 'live' | 'sandbox';
  readonly reason: string;
  readonly contentType: string | null;
};
export type CountedRefusals = RefusedGroup & {
  readonly count: number;
  readonly oldestAt: Date;
  readonly newestAt: Date;
  readonly newestId: string;
};
export type RefusedFilter = Partial<Pick<RefusedGroup, 'partnerId' | 'environment' | 'reason'>>;
export type RefusedReceipt = Pick<ReceiptRow, 'id' | 'receivedAt' | 'contentType' | 'bodyBytes' | 'reason'>;

/** As the index `receipt_refused` has it, so that only these rows are looked at. */
const WAITING = `verdict in ('refused', 'failed') and reason <> 'discarded' and partner_id is not null`;
const MOST_COUNTED = 10_000;

function ofGroup({ contentType }: RefusedGroup): string {
  const same = contentType === null ? 'content_type is null and $4::text is null' : 'content_type = $4';
  return `${WAITING} and partner_id = $1 and environment = $2 and reason = $3 and ${same}`;
}

/** Storage of refused webhooks of known partners, by what they have in common. */
@Injectable()
export class RefusedReceiptsRepository {
  groups(tx: Tx, { partnerId, environment, reason }: RefusedFilter): Promise<CountedRefusals[]> {
    return tx.query<CountedRefusals[]>(
      `select partner_id as "partnerId", environment, reason, content_type as "contentType", count(*)::integer as count,
         min(received_at) as "oldestAt", max(received_at) as "newestAt", max(id::text collate "C") as "newestId"
       from receipt
       where ${WAITING} and ($1::uuid is null or partner_id = $1) and ($2::text is null or environment = $2)
         and ($3::text is null or reason = $3)
       group by partner_id, environment, reason, content_type`,
      [partnerId ?? null, environment ?? null, reason ?? null],
    );
  }

  /** Newest first, those before `before`. */
  list(tx: Tx, group: RefusedGroup, before: string | null, limit: number): Promise<RefusedReceipt[]> {
    return tx.query<RefusedReceipt[]>(
      `select id, received_at as "receivedAt", content_type as "contentType", body_bytes as "bodyBytes", reason
       from receipt where ${ofGroup(group)} and ($5::uuid is null or id < $5) order by id desc limit $6`,
      [...valuesOf(group), before, limit],
    );
  }

  /** How many there are, 10,000 at most. */
  async count(tx: Tx, group: RefusedGroup): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(
      `select count(*)::integer as count from (select from receipt where ${ofGroup(group)} limit ${MOST_COUNTED}) counted`,
      valuesOf(group),
    );
    return row?.count ?? 0;
  }

  async discardGroup(tx: Tx, group: RefusedGroup): Promise<number> {
    const [, discarded] = await tx.query<[unknown[], number]>(discarding(ofGroup(group)), valuesOf(group));
    return discarded;
  }

  /** False when it does not wait. */
  async discard(tx: Tx, id: string): Promise<boolean> {
    const [, discarded] = await tx.query<[unknown[], number]>(discarding(`${WAITING} and id = $1`), [id]);
    return discarded > 0;
  }
}

/** The reason that it had stays readable in the trace. */
function discarding(which: string): string {
  return `update receipt set reason = 'discarded',
    trace = coalesce(trace, '{}') || jsonb_build_object('discarded', jsonb_build_object('was', reason)) where ${which}`;
}

function valuesOf({ partnerId, environment, reason, contentType }: RefusedGroup): unknown[] {
  return [partnerId, environment, reason, contentType];
}
