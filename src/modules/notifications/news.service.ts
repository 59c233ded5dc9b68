import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transaction.js';
import { Channels } from './channel.js';
import type { News } from './notification.domain.js';
import { UserFeedService } from './user-feed.service.js';

/** Hands news to the users' feeds and to every channel, in the transaction that handles what it is about. */
@Injectable()
export class NewsService {
  constructor(
    private readonly feed: UserFeedService,
    private readonly channels: Channels,
  ) {}

  /** Answers how many notifications there were, and on which channels. */
  async tell(tx: Tx, news: readonly News[]): Promise<{ notifications: number; channels: string[] }> {
    await this.feed.append(
      tx,
      news.flatMap(({ event }) => event ?? []),
    );
    const notifications = news.flatMap(({ notification }) => notification ?? []);
    for (const channel of this.channels.all) await channel.send(tx, notifications);
    return { notifications: notifications.length, channels: this.channels.all.map(({ name }) => name) };
  }
}
