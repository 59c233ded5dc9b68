import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import { isUuid } from '../../kernel/uuid.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { Channel } from './channel.js';
import type { NewNotification } from './notification.domain.js';
import { NotificationsRepository, type NotificationView } from './notifications.repository.js';
import { UserFeedService } from './user-feed.service.js';

export type InboxPage = { readonly items: NotificationView[]; readonly nextCursor: string | null };

/** The inbox inside the app: the channel that is always on. What lands in it is said on the user's stream too. */
@Injectable()
export class InboxService extends Channel {
  readonly name = 'inbox';

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly notifications: NotificationsRepository,
    private readonly feed: UserFeedService,
  ) {
    super();
  }

  async send(tx: Tx, notifications: readonly NewNotification[]): Promise<void> {
    const added = await this.notifications.add(tx, notifications);
    const events = notifications.filter(({ id }) => added.has(id)).map(eventOf);
    await this.feed.append(tx, events);
  }

  /** Newest first, those before the notification `cursor`. */
  async page(userId: string, cursor: string | null, limit: number): Promise<InboxPage> {
    const found = await this.transaction.run((tx) => this.notifications.page(tx, userId, cursor, limit + 1));
    const items = found.slice(0, limit);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  /** Reading again changes nothing. @throws DomainError `notification_not_found`, for another user's too */
  async markRead(userId: string, id: string): Promise<void> {
    const now = this.clock.now();
    const known = isUuid(id) && (await this.transaction.run((tx) => this.notifications.markRead(tx, userId, id, now)));
    if (!known)
      throw new DomainError('not_found', 'notification_not_found', 'The user has no notification with this id.');
  }
}

/** As the inbox lists it, so that the app can put it on top. */
function eventOf({ userId, ...notification }: NewNotification) {
  return { userId, type: 'notification.created' as const, data: { ...notification, readAt: null } };
}
