import { Injectable } from '@nestjs/common';
import { fromNumeric } from '../../kernel/money.js';
import { arrayOf } from '../../platform/database/arrays.js';
import { type Prepared, runPrepared } from '../../platform/database/prepared.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { LinkedRequest } from './held-payment.js';
import { type PaymentEventRow, type PaymentRow } from './payment.entity.js';

/** What names an object among all. */
export type PaymentName = Pick<PaymentRow, 'accountId' | 'kind' | 'reference'>;
const COLUMNS = `id, account_id as "accountId", kind, reference, status, state, version, exceptions, held, asset, network, filled,
  credited, received, refunded, returned, reversed, request_id as "requestId", user_id as "userId", lead_id as "leadId", next_check_at as "nextCheckAt",
  check_step as "checkStep", last_event_at as "lastEventAt", created_at as "createdAt", updated_at as "updatedAt"`;

/** Most are there: to look first is cheaper than to try. */
const ADD: Prepared = {
  name: 'add_payment',
  text: `insert into payment (id, account_id, kind, reference, state, created_at, updated_at)
    select n.id, n.account_id, n.kind, n.reference, $5, $6, $6
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as n (id, account_id, kind, reference)
    where (
      select id from payment
      where payment.account_id = n.account_id and payment.kind = n.kind and payment.reference = n.reference limit 1
    ) is null
    on conflict (account_id, kind, reference) do nothing`,
};
/**
 * In the order of the names, which is the same in every batch, so that no two wait for each other. The limits inside the
 * lateral joins keep the planner at index probes, whatever it believes about the tables' sizes: a plan that was made while
 * they were empty would read all of them for each batch.
 */
const HOLD: Prepared = {
  name: 'hold_payment',
  text: `select p.*, r.id as "linkedId", r.user_id as "linkedUserId", r.lead_id as "linkedLeadId",
      r.amount as "linkedAmount", r.currency as "linkedCurrency"
    from unnest($1::uuid[], $2::text[], $3::text[]) as n (account_id, kind, reference)
    cross join lateral (
      select ${COLUMNS} from payment
      where payment.account_id = n.account_id and payment.kind = n.kind and payment.reference = n.reference
      limit 1 for no key update
    ) as p
    left join lateral (select * from payment_request where payment_request.id = p."requestId" limit 1) as r on true`,
};
const SEEN: Prepared = {
  name: 'seen_payment_event',
  text: `select p.id as "paymentId", n.dedupe_key as "dedupeKey"
    from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[]) as n (account_id, kind, reference, dedupe_key)
    cross join lateral (
      select id from payment
      where payment.account_id = n.account_id and payment.kind = n.kind and payment.reference = n.reference limit 1
    ) as p
    cross join lateral (
      select from payment_event where payment_id = p.id and payment_event.dedupe_key = n.dedupe_key limit 1
    ) as e`,
};

type LinkedColumns = {
  readonly linkedId: string | null;
  readonly linkedUserId: string;
  readonly linkedLeadId: string | null;
  readonly linkedAmount: string;
  readonly linkedCurrency: string;
};
/** A payment with the request that it answers so far. */
export type LinkedRow = PaymentRow & { readonly linked: LinkedRequest | null };

/** Holds and finds payments, and says when their providers are asked. What becomes of them is written elsewhere. */
@Injectable()
export class PaymentsRepository {
  /** Adds those that are new, with `state`, and holds all until commit, in the order in which they are named. */
  async hold(
    tx: Tx,
    names: readonly (PaymentName & { readonly id: string })[],
    state: object,
    now: Date,
  ): Promise<LinkedRow[]> {
    if (names.length === 0) return [];
    const [accounts, kinds, references] = columnsOf(names);
    const ids = arrayOf(
      names.map(({ id }) => id),
      'uuid',
    );
    // Sent together: PostgreSQL runs statements in the order in which they were sent.
    const added = runPrepared(tx, ADD, [ids, accounts, kinds, references, JSON.stringify(state), now]);
    const held = runPrepared<PaymentRow & LinkedColumns>(tx, HOLD, [accounts, kinds, references]);
    const [, rows] = await Promise.all([added, held]);
    return rows.map((row) => ({ ...row, linked: linkedOf(row) }));
  }

  async holdById(tx: Tx, id: string): Promise<PaymentRow | null> {
    const [row] = await tx.query<PaymentRow[]>(`select ${COLUMNS} from payment where id = $1 for no key update`, [id]);
    return row ?? null;
  }

  /** Those whose provider is to be asked by now, the one that waits longest first. */
  async due(tx: Tx, now: Date, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      'select id from payment where next_check_at <= $1 order by next_check_at limit $2',
      [now, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Whether a payment answers this request. */
  async isTaken(tx: Tx, requestId: string): Promise<boolean> {
    return (await tx.query<unknown[]>('select 1 from payment where request_id = $1 limit 1', [requestId])).length > 0;
  }

  /** Changes nothing of the payment itself, so its version stays. */
  async scheduleCheck(tx: Tx, id: string, { at, step }: { at: Date | null; step: number }): Promise<void> {
    await tx.query('update payment set next_check_at = $2, check_step = $3 where id = $1', [id, at, step]);
  }

  /** As `scheduleCheck`, at the same step. */
  async postponeCheck(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.query('update payment set next_check_at = $2 where id = $1', [id, at]);
  }

  /**
   * Has the provider asked by `at` about the payments of this user that nobody has paid in full: a new one ends them. The
   * one that was just made is not there yet.
   */
  async checkOpenBy(tx: Tx, { accountId, userId }: { accountId: string; userId: string }, at: Date): Promise<void> {
    await tx.query(
      `update payment set next_check_at = $3, check_step = 0
       where user_id = $2 and account_id = $1 and status in ('OPEN', 'PARTIALLY_FILLED') and next_check_at > $3`,
      [accountId, userId, at],
    );
  }

  /** The keys, as hex after the payment's id, that were recorded before. */
  async seen(tx: Tx, events: readonly (PaymentName & Pick<PaymentEventRow, 'dedupeKey'>)[]): Promise<Set<string>> {
    if (events.length === 0) return new Set();
    const keys = arrayOf(
      events.map(({ dedupeKey }) => dedupeKey),
      'bytea',
    );
    const values = [...columnsOf(events), keys];
    const rows = await runPrepared<Pick<PaymentEventRow, 'paymentId' | 'dedupeKey'>>(tx, SEEN, values);
    return new Set(rows.map(({ paymentId, dedupeKey }) => `${paymentId}|${dedupeKey.toString('hex')}`));
  }
}

function linkedOf(row: LinkedColumns): LinkedRequest | null {
  const { linkedId: id, linkedUserId: userId, linkedLeadId: leadId, linkedAmount, linkedCurrency: currency } = row;
  if (id === null) return null;
  return { id, userId, leadId, amount: fromNumeric(linkedAmount), currency };
}

function columnsOf(names: readonly PaymentName[]): (Buffer | string)[] {
  const column = (type: string, of: (name: PaymentName) => unknown) => arrayOf(names.map(of), type);
  return [
    column('uuid', ({ accountId }) => accountId),
    column('text', ({ kind }) => kind),
    column('text', ({ reference }) => reference),
  ];
}
