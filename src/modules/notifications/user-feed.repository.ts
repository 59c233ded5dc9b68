import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transaction.js';
import type { NewUserEvent } from './notification.domain.js';
import type { FeedPage, Position, UserEvent } from './user-feed.domain.js';

/** Events in a page. */
const PAGE = 100;
/** What `wake` says on, and streams listen on. */
export const USER_EVENTS = 'user_events';

type Line = { at: number; lastSeq: number } & (UserEvent | { seq: null });

/** Storage of what the app hears. */
@Injectable()
export class UserFeedRepository {
  /**
   * Numbers the events of each user in the order given. The user's row is held until commit, so the order of numbers is
   * the order of commits: who has seen a number has seen, or can see, all before it. Rows are taken in the order of user
   * ids, so that two transactions never wait for each other.
   */
  async append(tx: Tx, events: readonly NewUserEvent[], createdAt: Date): Promise<void> {
    await tx.query(
      `with given as (
         select *, row_number() over (partition by user_id order by at) as place, count(*) over (partition by user_id) as events
         from unnest($1::text[], $2::text[], $3::jsonb[]) with ordinality as e (user_id, type, data, at)
       ), feed as (
         insert into user_feed (user_id, last_seq)
         select user_id, count(*) from given group by user_id order by user_id
         on conflict (user_id) do update set last_seq = user_feed.last_seq + excluded.last_seq
         returning user_id, last_seq
       )
       insert into user_event (user_id, seq, type, data, created_at)
       select user_id, feed.last_seq - given.events + given.place, type, data, $4 from given join feed using (user_id)`,
      [
        events.map(({ userId }) => userId),
        events.map(({ type }) => type),
        events.map(({ data }) => JSON.stringify(data)),
        createdAt,
      ],
    );
  }

  /** Tells every process, when `tx` commits, whose feed grew. */
  async wake(tx: Tx, userIds: readonly string[]): Promise<void> {
    await tx.query('select pg_notify($1, user_id) from unnest($2::text[]) as u (user_id)', [USER_EVENTS, userIds]);
  }

  /** The next page of each position, all of one moment. */
  async pages(tx: Tx, positions: readonly Position[]): Promise<FeedPage[]> {
    const lines = await tx.query<Line[]>(
      `select p.at::int - 1 as at, coalesce(f.last_seq, 0)::float8 as "lastSeq", e.seq::float8 as seq, e.type, e.data
       from unnest($1::text[], $2::bigint[]) with ordinality as p (user_id, after, at)
       left join user_feed f on f.user_id = p.user_id
       left join lateral (
         select seq, type, data from user_event where user_id = p.user_id and seq > p.after order by seq limit ${PAGE}
       ) e on true
       order by p.at, e.seq`,
      [positions.map(({ userId }) => userId), positions.map(({ after }) => after)],
    );
    const pages = positions.map(() => ({ lastSeq: 0, events: [] as UserEvent[] }));
    for (const { at, lastSeq, ...event } of lines) {
      const page = pages[at];
      if (page) page.lastSeq = lastSeq;
      if (event.seq !== null) page?.events.push(event);
    }
    return pages;
  }

  /** The newest number of each user that has one. */
  async newest(tx: Tx, userIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await tx.query<{ userId: string; lastSeq: number }[]>(
      'select user_id as "userId", last_seq::float8 as "lastSeq" from user_feed where user_id = any($1)',
      [userIds],
    );
    return new Map(rows.map(({ userId, lastSeq }) => [userId, lastSeq]));
  }

  /** Removes up to `limit` events from before `before`; answers how many. */
  async prune(tx: Tx, before: Date, limit: number): Promise<number> {
    const [, count] = await tx.query<[unknown[], number]>(
      `delete from user_event where (user_id, seq) in
         (select user_id, seq from user_event where created_at < $1 order by created_at limit $2)`,
      [before, limit],
    );
    return count;
  }
}
