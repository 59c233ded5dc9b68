import { Injectable } from '@nestjs/common';
import { BulkInsert } from '../database/bulk-insert.js';
import { type Prepared, runPrepared } from '../database/prepared.js';
import type { Tx } from '../database/transaction.js';
import type { Write } from '../database/write.js';
import type { Lane } from '../queue/lanes.js';
import { eventsIn, type Kept, type OutboxEvent } from './packing.domain.js';

/** Events of one topic that are owed to one consumer together; `id` is the first one's. */
export type NewsRow = Kept & {
  readonly consumer: string;
  readonly lane: Lane;
  readonly createdAt: Date;
};

export type Claimed = {
  readonly id: string;
  readonly consumer: string;
  readonly lane: Lane;
  readonly events: number;
  readonly enqueues: number;
};

const NEWS = new BulkInsert<NewsRow>('outbox', {
  id: 'uuid',
  topic: 'text',
  consumer: 'text',
  lane: 'text',
  data: 'jsonb',
  events: 'integer',
  createdAt: 'timestamptz',
});

const CLAIM: Prepared = {
  name: 'claim_outbox',
  text: `
    update outbox set enqueued_at = $3, enqueues = enqueues + 1
    where id in (
      select id from outbox where enqueued_at is null and lane = any($1) order by id limit $2 for update skip locked)
    returning id, consumer, lane, events, enqueues`,
};

const TAKE: Prepared = {
  name: 'take_outbox',
  text: 'delete from outbox where id = any($1) returning id, topic, data, events',
};

function byId(one: { id: string }, other: { id: string }): number {
  return one.id < other.id ? -1 : 1;
}

/** SQL of the outbox. A row is news owed to one consumer; it is gone once the consumer's work is committed. */
@Injectable()
export class OutboxRepository {
  adding(rows: readonly NewsRow[]): Write | null {
    return NEWS.write(rows);
  }

  /** Takes up to `limit` rows that no queue knows of, oldest first, for as long as the transaction lasts. */
  async claim(tx: Tx, lanes: readonly Lane[], limit: number, now: Date): Promise<Claimed[]> {
    return (await runPrepared<Claimed>(tx, CLAIM, [lanes, limit, now])).sort(byId);
  }

  /** Whether a lane owes work that was queued before `before`. */
  async lanesOwing(tx: Tx, before: Date): Promise<Lane[]> {
    const rows = await tx.query<{ lane: Lane }[]>('select distinct lane from outbox where enqueued_at < $1', [before]);
    return rows.map(({ lane }) => lane);
  }

  /**
   * Forgets that the lane's rows were queued before `before`, so that the relay queues them again; answers how many. A row
   * whose consumer failed waits a minute longer for each failure, half an hour at most.
   */
  async forgetQueued(tx: Tx, lane: Lane, before: Date): Promise<number> {
    const [, count] = await tx.query<[unknown[], number]>(
      `update outbox set enqueued_at = null
       where lane = $1 and enqueued_at < $2::timestamptz - least(failures, 30) * interval '1 minute'`,
      [lane, before],
    );
    return count;
  }

  /** The events of those rows that are still there, oldest first. */
  async owed(tx: Tx, ids: readonly string[]): Promise<OutboxEvent[]> {
    const rows = await tx.query<Kept[]>('select id, topic, data, events from outbox where id = any($1)', [ids]);
    return rows.sort(byId).flatMap(eventsIn);
  }

  /** Removes the rows and answers the events of those that were still there, oldest first: what is gone was done before. */
  async take(tx: Tx, ids: readonly string[]): Promise<OutboxEvent[]> {
    return (await runPrepared<Kept>(tx, TAKE, [ids])).sort(byId).flatMap(eventsIn);
  }

  /** Gives each event of a row a row of its own; answers their ids. */
  async unpack(tx: Tx, id: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `with packed as (delete from outbox where id = $1 and events > 1 returning *)
       insert into outbox (id, topic, consumer, lane, data, created_at, enqueued_at, enqueues, failures, last_error)
       select (one.event->>'id')::uuid, topic, consumer, lane, one.event->'data', created_at, enqueued_at, enqueues, failures, last_error
       from packed cross join jsonb_array_elements(packed.data) as one (event)
       returning id`,
      [id],
    );
    return rows.sort(byId).map((row) => row.id);
  }

  /** Notes that the consumer failed, for the operator; the reconciler brings the row back. */
  async noteFailure(tx: Tx, id: string, error: string): Promise<void> {
    await tx.query('update outbox set failures = failures + 1, last_error = $2 where id = $1', [id, error]);
  }
}
