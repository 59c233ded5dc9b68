import { Injectable } from '@nestjs/common';
import { firstIdOf } from '../../kernel/uuid.js';
import type { Tx } from '../../platform/database/transaction.js';

export type UnlinkedPayment = { readonly id: string; readonly accountId: string; readonly createdAt: Date };
export type SilentKind = {
  readonly accountId: string;
  readonly kind: string;
  readonly count: number;
  /** The one that waits longest. */
  readonly paymentId: string;
  readonly limitSeconds: number;
};
export type RefusedSignatures = { readonly path: string; readonly refused: number };

/** How long objects of a kind usually take, and those that take twice as long; of accounts that cannot be asked. */
const SILENT = `
with usual as (
  select account_id, kind,
    percentile_cont(0.5) within group (order by extract(epoch from last_event_at - created_at)) as seconds
  from payment
  where created_at > $1::timestamptz - interval '30 days' and last_event_at is not null
    and status in ('done', 'rejected', 'expired', 'refunded', 'FILLED')
  group by account_id, kind having count(*) >= 20
), under_way as (
  select payment.id, payment.account_id, payment.kind, payment.last_event_at,
    greatest(2 * coalesce(usual.seconds, $2), $3)::float8 as seconds
  from payment
    join provider_account account on account.id = payment.account_id and account.active
    left join usual on usual.account_id = payment.account_id and usual.kind = payment.kind
  where payment.status in ('pending', 'processing', 'initiated', 'broadcast', 'PARTIALLY_FILLED')
    and (account.provider <> 'payram' or account.base_url is null)
)
select account_id as "accountId", kind, count(*)::int as count, (array_agg(id order by id))[1] as "paymentId",
  max(seconds)::float8 as "limitSeconds"
from under_way where last_event_at < $1::timestamptz - make_interval(secs => seconds)
group by account_id, kind`;

/** Finds what nobody was told of: money that lies, senders that are silent, signatures that do not verify. */
@Injectable()
export class WatchedPaymentsRepository {
  /** Money of nobody since before then, oldest first. */
  unlinked(tx: Tx, before: Date, limit: number): Promise<UnlinkedPayment[]> {
    return tx.query(
      `select id, account_id as "accountId", created_at as "createdAt" from payment
       where exceptions @> array['unlinked'] and (exceptions <> '{}' or held <> '{}') and created_at < $1
         and kind in ('payram_payment', 'paidlys_invoice', 'paidlys_deposit')
       order by id limit $2`,
      [before, limit],
    );
  }

  /** Those among these that are somebody's by now, or went back. */
  async settledAmong(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
    const rows = await tx.query<{ id: string }[]>(
      `select id from payment where id = any($1) and not exceptions @> array['unlinked']`,
      [ids],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** `usual` counts, in seconds, where too few came to know better; nothing is silent before `least`. */
  silent(tx: Tx, now: Date, { usual, least }: { usual: number; least: number }): Promise<SilentKind[]> {
    return tx.query(SILENT, [now, usual, least]);
  }

  /** Webhooks of providers without a valid signature since then, by the path that they came to. */
  refusedSignatures(tx: Tx, since: Date, atLeast: number): Promise<RefusedSignatures[]> {
    return tx.query(
      `select path, count(*)::int as refused from receipt
       where id >= $1 and received_at >= $2 and reason = 'signature_invalid' group by path having count(*) >= $3`,
      [firstIdOf(since), since, atLeast],
    );
  }
}
