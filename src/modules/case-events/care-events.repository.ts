import { Injectable } from '@nestjs/common';
import { arrayOf } from '../../platform/database/arrays.js';
import { BulkInsert } from '../../platform/database/bulk-insert.js';
import { type Prepared, runPrepared } from '../../platform/database/prepared.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Write } from '../../platform/database/write.js';
import { CareBodyRow, CareEventRow } from './care.entity.js';

/** What names an event among all: repeats have the same. */
export type EventKey = Pick<CareEventRow, 'accountId' | 'dedupeKey'>;
export type FirstEvent = Pick<CareEventRow, 'id' | 'accountId' | 'dedupeKey' | 'outcome' | 'bodySha256'>;
export type EventResult = Pick<CareEventRow, 'id' | 'caseId' | 'paymentId' | 'outcome' | 'reason'>;

const EVENTS = new BulkInsert<CareEventRow>(
  'care_event',
  {
    ...{ id: 'uuid', accountId: 'uuid', caseId: 'uuid', paymentId: 'uuid', dedupeKey: 'bytea', name: 'text' },
    ...{ known: 'boolean', activityId: 'text', occurredAt: 'timestamptz', isRestricted: 'boolean', isPhi: 'boolean' },
    ...{ outcome: 'text', reason: 'text', bodyBytes: 'integer', bodySha256: 'bytea', receivedAt: 'timestamptz' },
    ...{ erasedAt: 'timestamptz', members: 'jsonb' },
  },
  'on conflict (account_id, dedupe_key) do nothing returning id',
);
const BODIES = new BulkInsert<CareBodyRow>('care_body', {
  ...{ eventId: 'uuid', keySealed: 'bytea', bodySealed: 'bytea', eraseAfter: 'timestamptz' },
});

const FIRST: Prepared = {
  name: 'first_care_event',
  text: `select id, account_id as "accountId", dedupe_key as "dedupeKey", outcome, body_sha256 as "bodySha256" from care_event
    where (account_id, dedupe_key) in (select * from unnest($1::uuid[], $2::bytea[]))`,
};

const RESULT = { id: 'uuid', caseId: 'uuid', paymentId: 'uuid', outcome: 'text', reason: 'text' } as const;

function resultText(first: number): string {
  const lists = Object.values(RESULT).map((type, at) => `$${first + at}::${type}[]`);
  return `update care_event set case_id = r.case_id, payment_id = r.payment_id, outcome = r.outcome, reason = r.reason
    from unnest(${lists.join(', ')}) as r (id, case_id, payment_id, outcome, reason)
    where care_event.id = r.id returning care_event.id`;
}

const ERASE: Prepared = {
  name: 'erase_care_bodies',
  text: `with due as (select event_id from care_body where erase_after < $1 order by erase_after limit $2 for update skip locked),
    erased as (delete from care_body using due where care_body.event_id = due.event_id returning care_body.event_id)
    update care_event set erased_at = $1 from erased where care_event.id = erased.event_id returning care_event.id`,
};

/** Storage of events and of their bytes. */
@Injectable()
export class CareEventsRepository {
  /** Adds those that are new and answers their ids; waits for a transaction that is about to add the same. */
  async claim(tx: Tx, rows: readonly CareEventRow[]): Promise<Set<string>> {
    const claimed = await EVENTS.run<Pick<CareEventRow, 'id'>>(tx, rows);
    return new Set(claimed.map(({ id }) => id));
  }

  /** Those that are there under these keys. */
  async first(tx: Tx, keys: readonly EventKey[]): Promise<FirstEvent[]> {
    if (keys.length === 0) return [];
    const accounts = arrayOf(
      keys.map(({ accountId }) => accountId),
      'uuid',
    );
    const dedupeKeys = arrayOf(
      keys.map(({ dedupeKey }) => dedupeKey),
      'bytea',
    );
    return runPrepared<FirstEvent>(tx, FIRST, [accounts, dedupeKeys]);
  }

  settling(results: readonly EventResult[]): Write | null {
    if (results.length === 0) return null;
    const values = Object.entries(RESULT).map(([name, type]) =>
      arrayOf(
        results.map((result) => result[name as keyof EventResult]),
        type,
      ),
    );
    return { name: 'care_result', text: resultText, values, expects: results.length };
  }

  /** Their events have to be there: `claim` adds them. */
  addingBodies(rows: readonly CareBodyRow[]): Write | null {
    return BODIES.write(rows);
  }

  async body(tx: Tx, eventId: string): Promise<CareBodyRow | null> {
    const select = { eventId: true, keySealed: true, bodySealed: true, eraseAfter: true } as const;
    return tx.getRepository(CareBodyRow).findOne({ where: { eventId }, select });
  }

  /** Newest first, a thousand at most. */
  ofCase(tx: Tx, caseId: string): Promise<CareEventRow[]> {
    return tx.getRepository(CareEventRow).find({ where: { caseId }, order: { id: 'DESC' }, take: 1_000 });
  }

  find(tx: Tx, id: string): Promise<CareEventRow | null> {
    return tx.getRepository(CareEventRow).findOneBy({ id });
  }

  /** Destroys what `now` is too late for, with its keys; answers how many, `most` at most. */
  async erase(tx: Tx, now: Date, most: number): Promise<number> {
    return (await runPrepared(tx, ERASE, [now, most])).length;
  }
}
