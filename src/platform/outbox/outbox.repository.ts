import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/transaction.js';
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

/** SQL of the outbox. A row is one piece of news owed to one consumer; it is gone once the consumer's work is committed. */
@Injectable()
export class OutboxRepository {
  async add(tx: Tx, rows: readonly NewsRow[]): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(
      `insert into outbox (id, topic, consumer, lane, data, created_at)
       select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::timestamptz[])`,
      [
        rows.map(({ id }) => id),
        rows.map(({ topic }) => topic),
        rows.map(({ consumer }) => consumer),
        rows.map(({ lane }) => lane),
        rows.map(({ data }) => JSON.stringify(data)),
        rows.map(({ createdAt }) => createdAt),
      ],
    );
  }

  /** Takes up to `limit` rows that no queue knows of, oldest first, for as long as the transaction lasts. */
  async claim(tx: Tx, lanes: readonly Lane[], limit: number, now: Date): Promise<Claimed[]> {
    const [rows] = await tx.query<[Claimed[], number]>(
      `update outbox set enqueued_at = $3, enqueues = enqueues + 1
       where id in (select id from outbox where enqueued_at is null and lane = any($1) order by id limit $2 for update skip locked)
       returning id, consumer, lane, enqueues`,
      [lanes, limit, now],
    );
    return rows.sort((one, other) => (one.id < other.id ? -1 : 1));
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

  /** Removes the rows and answers those that were still there, oldest first: what is gone was done before. */
  async take(tx: Tx, ids: readonly string[]): Promise<{ id: string; topic: string; data: unknown }[]> {
    const [rows] = await tx.query<[{ id: string; topic: string; data: unknown }[], number]>(
      'delete from outbox where id = any($1) returning id, topic, data',
      [ids],
    );
    return rows.sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  /** Notes that the consumer failed, for the operator; the reconciler brings the row back. */
  async noteFailure(tx: Tx, id: string, error: string): Promise<void> {
    await tx.query('update outbox set failures = failures + 1, last_error = $2 where id = $1', [id, error]);
  }
}
