import { Injectable } from '@nestjs/common';
import { type Decimal, fromNumeric } from '../../../kernel/money.js';
import { BulkInsert } from '../../../platform/database/bulk-insert.js';
import type { Tx } from '../../../platform/database/transaction.js';
import type { Facts } from '../payment-state.domain.js';
import type { Kind } from '../state-tables.domain.js';
import type { ListedItem } from './listed-item.domain.js';
import type { OurSide, Pair, Side } from './reconcile.domain.js';
import type { ReconciliationItemRow } from './reconciliation.entity.js';

/** What is compared: a run with its account and kind, and the period. */
type Compared = {
  readonly id: string;
  readonly accountId: string;
  readonly kind: string;
  readonly since: Date;
  readonly until: Date;
};
type PairRow = {
  readonly reference: string;
  readonly paymentId: string | null;
  readonly ourStatus: string | null;
  readonly facts: Facts | null;
  readonly requested: string | null;
  readonly currency: string | null;
  readonly received: string | null;
  readonly userId: string | null;
  readonly ourAsset: string | null;
  readonly ourNetwork: string | null;
  readonly ourUpdatedAt: Date | null;
  readonly ourSharing: number | null;
  readonly isListed: boolean;
  readonly status: string | null;
  readonly amount: string | null;
  readonly filled: string | null;
  readonly asset: string | null;
  readonly network: string | null;
  readonly txHash: string | null;
  readonly updatedAt: Date | null;
  readonly sharing: number | null;
};

const AT_ONCE = 2_000;
const ITEMS = new BulkInsert<ReconciliationItemRow>(
  'reconciliation_item',
  {
    ...{ runId: 'uuid', reference: 'text', status: 'text', amount: 'numeric', filled: 'numeric', asset: 'text' },
    ...{ network: 'text', txHash: 'text', createdAt: 'timestamptz', updatedAt: 'timestamptz' },
  },
  `on conflict (run_id, reference) do update set status = excluded.status, amount = excluded.amount,
     filled = excluded.filled, asset = excluded.asset, network = excluded.network, tx_hash = excluded.tx_hash,
     created_at = excluded.created_at, updated_at = excluded.updated_at`,
);
/**
 * Both sides side by side, in the order of their references. Ours count from a day into the period on: a payment of its first
 * hours may be one that the provider made before it. What is listed is looked for among all.
 */
const PAIRS = `
declare pairs no scroll cursor for
with theirs as (
  select *, case when tx_hash is null then 0 else count(*) over (partition by tx_hash) end::int as sharing
  from reconciliation_item where run_id = $1
), known as (
  select payment.*, payment.state->'facts' as facts, request.amount as requested, request.currency
  from payment left join payment_request request on request.id = payment.request_id
  where payment.account_id = $2 and payment.kind = $3
    and (payment.created_at between $4::timestamptz + interval '1 day' and $5
      or payment.reference in (select reference from theirs))
), ours as (
  select *, case when facts->>'txHash' is null then 0 else count(*) over (partition by facts->>'txHash') end::int as sharing
  from known
)
select coalesce(ours.reference, theirs.reference) as reference, ours.id as "paymentId", ours.status as "ourStatus",
  ours.facts, ours.requested, ours.currency, ours.received, ours.user_id as "userId", ours.asset as "ourAsset",
  ours.network as "ourNetwork", ours.updated_at as "ourUpdatedAt", ours.sharing as "ourSharing",
  theirs.reference is not null as "isListed", theirs.status, theirs.amount, theirs.filled, theirs.asset, theirs.network,
  theirs.tx_hash as "txHash", coalesce(theirs.updated_at, theirs.created_at) as "updatedAt", theirs.sharing
from ours full join theirs on theirs.reference = ours.reference
order by coalesce(ours.reference, theirs.reference) collate "C"`;

/** What a provider lists, and the pairs that it makes with what we have. */
@Injectable()
export class PairsRepository {
  /** Of one reference that comes twice, the later counts. */
  async add(tx: Tx, runId: string, items: readonly ListedItem[]): Promise<void> {
    const last = new Map(items.map((item) => [item.reference, { runId, ...item }]));
    await ITEMS.run(tx, [...last.values()]);
  }

  async clear(tx: Tx, runId: string): Promise<void> {
    await tx.query('delete from reconciliation_item where run_id = $1', [runId]);
  }

  /** Thousands at a time, in the order of their references; the transaction holds one view of both sides. */
  async *of(tx: Tx, { id, accountId, kind, since, until }: Compared): AsyncGenerator<Pair[]> {
    await tx.query(PAIRS, [id, accountId, kind, since, until]);
    for (;;) {
      const rows = await tx.query<PairRow[]>(`fetch ${AT_ONCE} from pairs`);
      if (rows.length > 0) yield rows.map((row) => pairOf(row, kind as Kind));
      if (rows.length < AT_ONCE) break;
    }
    await tx.query('close pairs');
  }
}

function pairOf(row: PairRow, kind: Kind): Pair {
  return { reference: row.reference, ours: ourSide(row, kind), theirs: theirSide(row) };
}

function theirSide(row: PairRow): Side | null {
  if (!row.isListed) return null;
  const { status, asset, network, txHash, updatedAt, sharing } = row;
  const amounts = { amount: decimal(row.amount), filled: decimal(row.filled) };
  return { status, asset, network, txHash, updatedAt, sharing: sharing ?? 0, ...amounts };
}

function ourSide(row: PairRow, kind: Kind): OurSide | null {
  if (row.paymentId === null) return null;
  const { paymentId, userId, ourStatus, ourNetwork, ourUpdatedAt, ourSharing, facts } = row;
  return {
    ...{ paymentId, isLinked: userId !== null, status: ourStatus, network: ourNetwork, updatedAt: ourUpdatedAt },
    ...{ txHash: facts?.txHash ?? null, sharing: ourSharing ?? 0, ...oursIn(row, kind) },
  };
}

type InUnit = Pick<Side, 'amount' | 'filled' | 'asset'>;

/** Our amounts in the unit that the provider's list has them in. */
function oursIn({ facts, requested, currency, received, ourAsset }: PairRow, kind: Kind): InUnit {
  const known = facts ?? {};
  if (kind === 'payram_payment') return payramUsd(known, decimal(requested));
  if (kind === 'paidlys_invoice') return { amount: decimal(requested), filled: decimal(received), asset: currency };
  const { amount = null, filled = null } = known;
  return { amount, filled, asset: ourAsset };
}

function payramUsd({ amount, amountUsd, currency, filledUsd }: Facts, requested: Decimal | null): InUnit {
  const told = currency === 'USD' ? amount : undefined;
  return { amount: amountUsd ?? told ?? requested, filled: filledUsd ?? null, asset: 'USD' };
}

function decimal(text: string | null): Decimal | null {
  return text === null ? null : fromNumeric(text);
}
