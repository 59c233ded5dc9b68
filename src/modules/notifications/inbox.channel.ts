import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transaction.js';
import { Channel } from './channel.js';
import type { NewNotification } from './notification.domain.js';
import { NotificationsRepository } from './notifications.repository.js';
import { UserFeedService } from './user-feed.service.js';

/** The inbox inside the app: always on. What lands in it is said on the user's stream too. */
@Injectable()
export class InboxChannel extends Channel {
  readonly name = 'inbox';

  constructor(
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
}

/** As the inbox lists it, so that the app can put it on top. */
function eventOf({ userId, ...notification }: NewNotification) {
  return { userId, type: 'notification.created' as const, data: { ...notification, readAt: null } };
}
