import { Injectable } from '@nestjs/common';
import { BulkInsert } from '../database/bulk-insert.js';
import { type Prepared, runPrepared } from '../database/prepared.js';
import type { Tx } from '../database/transaction.js';
import type { Write } from '../database/write.js';
import type { Lane } from '../queue/lanes.js';

export type NewsRow = {
  readonly id: string;
  readonly topic: string;
  readonly consumer: string;
  readonly lane: Lane;
  readonly data: object;
  readonly createdAt: Date;
};

export type Claimed = {
  readonly id: string;
  readonly consumer: string;
  readonly lane: Lane;
  readonly enqueues: number;
};

type TakenRow = { readonly id: string; readonly topic: string; readonly data: unknown };

const NEWS = new BulkInsert<NewsRow>('outbox', {
  id: 'uuid',
  topic: 'text',
  consumer: 'text',
  lane: 'text',
  data: 'jsonb',
  createdAt: 'timestamptz',
});

const CLAIM: Prepared = {
  name: 'claim_outbox',
  text: `
    update outbox set enqueued_at = $3, enqueues = enqueues + 1
    where id in (
      select id from outbox where enqueued_at is null and lane = any($1) order by id limit $2 for update skip locked)
    returning id, consumer, lane, enqueues`,
};

const TAKE: Prepared = {
  name: 'take_outbox',
  text: 'delete from outbox where id = any($1) returning id, topic, data',
};

function byId(one: { id: string }, other: { id: string }): number {
  return one.id < other.id ? -1 : 1;
}

/** SQL of the outbox. A row is one piece of news owed to one consumer; it is gone once the consumer's work is committed. */
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

  /** Those of the rows that are still there, oldest first. */
  async owed(tx: Tx, ids: readonly string[]): Promise<TakenRow[]> {
    const rows = await tx.query<TakenRow[]>('select id, topic, data from outbox where id = any($1)', [ids]);
    return rows.sort(byId);
  }

  /** Removes the rows and answers those that were still there, oldest first: what is gone was done before. */
  async take(tx: Tx, ids: readonly string[]): Promise<TakenRow[]> {
    return (await runPrepared<TakenRow>(tx, TAKE, [ids])).sort(byId);
  }

  /** Notes that the consumer failed, for the operator; the reconciler brings the row back. */
  async noteFailure(tx: Tx, id: string, error: string): Promise<void> {
    await tx.query('update outbox set failures = failures + 1, last_error = $2 where id = $1', [id, error]);
  }
}
