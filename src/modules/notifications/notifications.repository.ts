import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transaction.js';
import type { NewNotification } from './notification.domain.js';
import { NotificationRow } from './notification.entity.js';

/** A line of the inbox. */
export type NotificationView = Omit<NotificationRow, 'userId'>;

/** Storage of the inbox. */
@Injectable()
export class NotificationsRepository {
  /** Adds what is new, in one statement; answers the ids that were. */
  async add(tx: Tx, notifications: readonly NewNotification[]): Promise<Set<string>> {
    if (notifications.length === 0) return new Set();
    const rows = await tx.query<{ id: string }[]>(
      `insert into notification (id, user_id, lead_id, type, title, text, data, created_at)
       select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::timestamptz[])
       on conflict (id) do nothing returning id`,
      [
        notifications.map(({ id }) => id),
        notifications.map(({ userId }) => userId),
        notifications.map(({ leadId }) => leadId),
        notifications.map(({ type }) => type),
        notifications.map(({ title }) => title),
        notifications.map(({ text }) => text),
        notifications.map(({ data }) => JSON.stringify(data)),
        notifications.map(({ createdAt }) => createdAt),
      ],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Newest first, those before the notification `before`. */
  async page(tx: Tx, userId: string, before: string | null, limit: number): Promise<NotificationView[]> {
    const query = tx
      .createQueryBuilder(NotificationRow, 'notification')
      .where('notification.userId = :userId', { userId })
      .orderBy('notification.id', 'DESC')
      .limit(limit);
    if (before !== null) query.andWhere('notification.id < :before', { before });
    return (await query.getMany()).map(({ userId: _, ...view }) => view);
  }

  /** Keeps the time of the first reading; false when the user has no such notification. */
  async markRead(tx: Tx, userId: string, id: string, now: Date): Promise<boolean> {
    const [, count] = await tx.query<[unknown[], number]>(
      'update notification set read_at = coalesce(read_at, $3) where id = $2 and user_id = $1',
      [userId, id, now],
    );
    return count === 1;
  }
}
