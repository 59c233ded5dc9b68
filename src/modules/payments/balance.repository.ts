import { Injectable } from '@nestjs/common';
import { firstIdOf } from '../../kernel/uuid.js';
import type { Tx } from '../../platform/database/transaction.js';

/** A span of time, its end excluded; an account when it is of one only. */
export type BalanceScope = {
  readonly from: Date;
  readonly to: Date;
  readonly provider?: string;
  readonly account?: string;
};
type BalanceRow = {
  readonly asset: string;
  readonly network: string | null;
  readonly payments: number;
  readonly received: string;
  readonly linked: string;
  readonly needsReview: string;
  readonly unlinked: string;
  readonly reversed: string;
  readonly ledger: string;
};

const OF_SPAN = `
  with known as (
    select payment.*, received - credited - returned as waiting, credited - (refunded - returned) - reversed as held_by_user
    from payment join provider_account account on account.id = payment.account_id
    where payment.id >= $1 and payment.id < $2
      and ($3::text is null or account.provider = $3) and ($4::text is null or account.account = $4)
      and payment.received > 0
  ), posted as (
    select payment_id, sum(amount) as amount from ledger_entry
    where payment_id in (select id from known) and holder like 'user:%' group by payment_id
  )
  select asset, network, count(*)::int as payments, sum(received) as received, sum(held_by_user) as linked,
    coalesce(sum(waiting) filter (where user_id is not null), 0) as "needsReview",
    coalesce(sum(waiting) filter (where user_id is null), 0) as unlinked,
    sum(refunded + reversed) as reversed, coalesce(sum(posted.amount), 0) as ledger
  from known left join posted on posted.payment_id = known.id
  group by asset, network order by asset, network`;

/** Sums of payments. */
@Injectable()
export class BalanceRepository {
  /** Of payments that were first heard of then: their ids begin with the time. */
  of(tx: Tx, { from, to, provider, account }: BalanceScope): Promise<BalanceRow[]> {
    return tx.query<BalanceRow[]>(OF_SPAN, [firstIdOf(from), firstIdOf(to), provider ?? null, account ?? null]);
  }
}
