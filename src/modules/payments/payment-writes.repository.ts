import { Injectable } from '@nestjs/common';
import { arrayOf } from '../../platform/database/arrays.js';
import { BulkInsert } from '../../platform/database/bulk-insert.js';
import type { Write } from '../../platform/database/write.js';
import {
  LedgerEntryRow,
  PaymentEffectRow,
  PaymentEventRow,
  PaymentExceptionRow,
  PaymentRow,
} from './payment.entity.js';

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

/** Writes what became of payments. Each answers a statement that is sent with the commit; null when there is nothing. */
@Injectable()
export class PaymentWritesRepository {
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
