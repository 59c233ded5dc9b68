import { Injectable } from '@nestjs/common';
import { arrayOf } from '../../platform/database/arrays.js';
import { BulkInsert } from '../../platform/database/bulk-insert.js';
import { type Prepared, runPrepared } from '../../platform/database/prepared.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Write } from '../../platform/database/write.js';
import {
  LedgerEntryRow,
  PaymentEffectRow,
  PaymentEventRow,
  PaymentExceptionRow,
  PaymentRow,
} from './payment.entity.js';

/** What names an object among all. */
export type PaymentName = Pick<PaymentRow, 'accountId' | 'kind' | 'reference'>;
export type PaymentChange = Pick<
  PaymentRow,
  | 'id'
  | 'status'
  | 'state'
  | 'exceptions'
  | 'held'
  | 'asset'
  | 'network'
  | 'filled'
  | 'credited'
  | 'received'
  | 'requestId'
  | 'userId'
  | 'leadId'
  | 'nextCheckAt'
  | 'checkStep'
  | 'lastEventAt'
  | 'updatedAt'
>;
export type ClosedException = {
  readonly paymentId: string;
  readonly code: string;
  readonly by: string;
  readonly note: string | null;
};
const COLUMNS = `id, account_id as "accountId", kind, reference, status, state, version, exceptions, held, asset, network, filled,
  credited, received, refunded, returned, reversed, request_id as "requestId", user_id as "userId", lead_id as "leadId", next_check_at as "nextCheckAt",
  check_step as "checkStep", last_event_at as "lastEventAt", created_at as "createdAt", updated_at as "updatedAt"`;

const ADD: Prepared = {
  name: 'add_payment',
  text: `insert into payment (id, account_id, kind, reference, state, created_at, updated_at)
    select n.id, n.account_id, n.kind, n.reference, $5, $6, $6
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as n (id, account_id, kind, reference)
    on conflict (account_id, kind, reference) do nothing`,
};
const HOLD: Prepared = {
  name: 'hold_payment',
  text: `select ${COLUMNS} from payment
    where (account_id, kind, reference) in (select * from unnest($1::uuid[], $2::text[], $3::text[]))
    order by id for no key update`,
};
const SEEN: Prepared = {
  name: 'seen_payment_event',
  text: `select payment_id as "paymentId", dedupe_key as "dedupeKey" from payment_event
    where (payment_id, dedupe_key) in (select * from unnest($1::uuid[], $2::bytea[]))`,
};

const CHANGED = {
  ...{ id: 'uuid', status: 'text', state: 'jsonb', exceptions: 'jsonb', held: 'jsonb', asset: 'text', network: 'text' },
  ...{ filled: 'numeric', credited: 'numeric', received: 'numeric', requestId: 'uuid', userId: 'text', leadId: 'uuid' },
  ...{ nextCheckAt: 'timestamptz', checkStep: 'smallint', lastEventAt: 'timestamptz', updatedAt: 'timestamptz' },
} as const;

function changeText(first: number): string {
  const lists = Object.values(CHANGED).map((type, at) => `$${first + at}::${type}[]`);
  return `update payment set status = c.status, state = c.state,
      exceptions = array(select jsonb_array_elements_text(c.exceptions)), held = array(select jsonb_array_elements_text(c.held)),
      asset = c.asset, network = c.network, filled = c.filled, credited = c.credited,
      received = greatest(c.received, c.credited + payment.returned), request_id = c.request_id,
      user_id = c.user_id, lead_id = c.lead_id, next_check_at = c.next_check_at, check_step = c.check_step,
      last_event_at = c.last_event_at, updated_at = c.updated_at, version = payment.version + 1
    from unnest(${lists.join(', ')}) as c (id, status, state, exceptions, held, asset, network, filled, credited, received, request_id,
      user_id, lead_id, next_check_at, check_step, last_event_at, updated_at)
    where payment.id = c.id returning payment.id`;
}

function closeText(first: number): string {
  const lists = ['uuid', 'text', 'text', 'text'].map((type, at) => `$${first + at}::${type}[]`);
  return `update payment_exception set closed_at = $${first + 4}, closed_by = c.closed_by, note = c.note
    from unnest(${lists.join(', ')}) as c (payment_id, code, closed_by, note)
    where payment_exception.payment_id = c.payment_id and payment_exception.code = c.code and closed_at is null
    returning payment_exception.id`;
}

const EVENTS = new BulkInsert<PaymentEventRow>('payment_event', {
  ...{
    id: 'uuid',
    paymentId: 'uuid',
    receiptId: 'uuid',
    source: 'text',
    proof: 'text',
    dedupeKey: 'bytea',
    rawStatus: 'text',
  },
  ...{
    status: 'text',
    outcome: 'text',
    reason: 'text',
    facts: 'jsonb',
    providerAt: 'timestamptz',
    createdAt: 'timestamptz',
  },
});
const EXCEPTIONS = new BulkInsert<PaymentExceptionRow>('payment_exception', {
  ...{
    id: 'uuid',
    paymentId: 'uuid',
    code: 'text',
    openedAt: 'timestamptz',
    closedAt: 'timestamptz',
    closedBy: 'text',
    note: 'text',
  },
});
const EFFECTS = new BulkInsert<PaymentEffectRow>('payment_effect', {
  ...{ paymentId: 'uuid', effect: 'text', transition: 'text', createdAt: 'timestamptz' },
});
const LEDGER = new BulkInsert<LedgerEntryRow>('ledger_entry', {
  ...{
    id: 'uuid',
    paymentId: 'uuid',
    holder: 'text',
    asset: 'text',
    network: 'text',
    amount: 'numeric',
    reason: 'text',
  },
  createdAt: 'timestamptz',
});

/** Storage of payments, what was told of them and what followed. */
@Injectable()
export class PaymentsRepository {
  /** Adds those that are new, with `state`, and holds all until commit, in id order. */
  async hold(
    tx: Tx,
    names: readonly (PaymentName & { readonly id: string })[],
    state: object,
    now: Date,
  ): Promise<PaymentRow[]> {
    if (names.length === 0) return [];
    const [accounts, kinds, references] = columnsOf(names);
    await runPrepared(tx, ADD, [
      arrayOf(
        names.map(({ id }) => id),
        'uuid',
      ),
      accounts,
      kinds,
      references,
      JSON.stringify(state),
      now,
    ]);
    return runPrepared<PaymentRow>(tx, HOLD, [accounts, kinds, references]);
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

  /** The keys, as hex after the payment's id, that were recorded before. */
  async seen(tx: Tx, events: readonly Pick<PaymentEventRow, 'paymentId' | 'dedupeKey'>[]): Promise<Set<string>> {
    if (events.length === 0) return new Set();
    const ids = arrayOf(
      events.map(({ paymentId }) => paymentId),
      'uuid',
    );
    const keys = arrayOf(
      events.map(({ dedupeKey }) => dedupeKey),
      'bytea',
    );
    const rows = await runPrepared<Pick<PaymentEventRow, 'paymentId' | 'dedupeKey'>>(tx, SEEN, [ids, keys]);
    return new Set(rows.map(({ paymentId, dedupeKey }) => `${paymentId}|${dedupeKey.toString('hex')}`));
  }

  changing(changes: readonly PaymentChange[]): Write | null {
    if (changes.length === 0) return null;
    const values = Object.entries(CHANGED).map(([name, type]) =>
      arrayOf(
        changes.map((change) => change[name as keyof PaymentChange]),
        type,
      ),
    );
    return { name: 'payment', text: changeText, values, expects: changes.length };
  }

  addingEvents(rows: readonly PaymentEventRow[]): Write | null {
    return EVENTS.write(rows);
  }

  opening(rows: readonly PaymentExceptionRow[]): Write | null {
    return EXCEPTIONS.write(rows);
  }

  closing(closed: readonly ClosedException[], now: Date): Write | null {
    if (closed.length === 0) return null;
    const column = (type: string, of: (one: ClosedException) => unknown) => arrayOf(closed.map(of), type);
    const values = [column('uuid', ({ paymentId }) => paymentId), column('text', ({ code }) => code)];
    const by = [column('text', (one) => one.by), column('text', ({ note }) => note)];
    return { name: 'close_exception', text: closeText, values: [...values, ...by, now] };
  }

  addingEffects(rows: readonly PaymentEffectRow[]): Write | null {
    return EFFECTS.write(rows);
  }

  addingEntries(rows: readonly LedgerEntryRow[]): Write | null {
    return LEDGER.write(rows);
  }
}

function columnsOf(names: readonly PaymentName[]): (Buffer | string)[] {
  const column = (type: string, of: (name: PaymentName) => unknown) => arrayOf(names.map(of), type);
  return [
    column('uuid', ({ accountId }) => accountId),
    column('text', ({ kind }) => kind),
    column('text', ({ reference }) => reference),
  ];
}
