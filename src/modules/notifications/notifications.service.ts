import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import { isUuid, timeOf } from '../../kernel/uuid.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { type OutboxEvent, OutboxService } from '../../platform/outbox/outbox.service.js';
import { JobHandlers } from '../../platform/queue/job-handlers.js';
import { LeadsService } from '../leads/leads.service.js';
import { type CanonicalStatus, LifecycleService } from '../lifecycle/lifecycle.service.js';
import { Channels } from './channel.js';
import { newsOf, type StatusChange } from './notification.domain.js';
import type { NotificationRow } from './notification.entity.js';
import { NotificationsRepository } from './notifications.repository.js';
import { UserFeedService } from './user-feed.service.js';

/** A line of the inbox. */
export type NotificationView = Omit<NotificationRow, 'userId'>;
export type InboxPage = { readonly items: NotificationView[]; readonly nextCursor: string | null };

/** Tells users what happened to their cases: once, whatever is repeated. */
@Injectable()
export class NotificationsService implements OnModuleInit {
  readonly #logger = new Logger('notifications');

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly outbox: OutboxService,
    private readonly handlers: JobHandlers,
    private readonly leads: LeadsService,
    private readonly lifecycle: LifecycleService,
    private readonly notifications: NotificationsRepository,
    private readonly feed: UserFeedService,
    private readonly channels: Channels,
  ) {}

  onModuleInit(): void {
    this.handlers.register('notifications.tell', async (ids) => {
      const standings = new Map((await this.lifecycle.list()).map((standing) => [standing.code, standing]));
      await this.outbox.handleOnce(ids, (tx, events) => this.#tell(tx, events, standings));
    });
  }

  /** Newest first, those before the notification `cursor`. @throws DomainError `cursor_invalid` */
  async inbox(userId: string, cursor: string | null, limit: number): Promise<InboxPage> {
    if (cursor !== null && !isUuid(cursor)) throw cursorInvalid();
    const rows = await this.transaction.run((tx) => this.notifications.page(tx, userId, cursor, limit + 1));
    const items = rows.slice(0, limit).map(viewOf);
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  /** Reading again changes nothing. @throws DomainError `notification_not_found`, for another user's too */
  async markRead(userId: string, id: string): Promise<void> {
    const now = this.clock.now();
    const known = isUuid(id) && (await this.transaction.run((tx) => this.notifications.markRead(tx, userId, id, now)));
    if (!known)
      throw new DomainError('not_found', 'notification_not_found', 'The user has no notification with this id.');
  }

  async #tell(tx: Tx, events: readonly OutboxEvent[], standings: ReadonlyMap<string, CanonicalStatus>): Promise<void> {
    const changes = events.map(changeOf);
    const leads = await this.leads.summaries(tx, [...new Set(changes.map(({ leadId }) => leadId))]);
    const news = changes.flatMap(
      (change) => newsOf(change, leads.get(change.leadId), standings.get(change.status)) ?? [],
    );
    await this.feed.append(
      tx,
      news.map(({ event }) => event),
    );
    const notifications = news.flatMap(({ notification }) => notification ?? []);
    for (const channel of this.channels.all) await channel.send(tx, notifications);
    const told = { changes: changes.length, notifications: notifications.length };
    const channels = this.channels.all.map(({ name }) => name);
    this.transaction.afterCommit(tx, () => this.#logger.log({ event: 'notifications.told', ...told, channels }));
  }
}

/** The news was made when the change was committed. */
function changeOf({ id, data }: OutboxEvent): StatusChange {
  const { leadId, status, push } = data as Pick<StatusChange, 'leadId' | 'status' | 'push'>;
  return { id, leadId, status, push, at: timeOf(id) };
}

function viewOf({ userId: _, ...notification }: NotificationRow): NotificationView {
  return notification;
}

function cursorInvalid(): DomainError {
  return new DomainError('malformed', 'cursor_invalid', 'The cursor is not one that a page answered as nextCursor.');
}
