import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DatabaseListener } from '../../platform/database/database-listener.js';
import { GroupCommit } from '../../platform/database/group-commit.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { Maintenance } from '../../platform/queue/maintenance.js';
import type { NewUserEvent } from './notification.domain.js';
import type { FeedPage, Position } from './user-feed.domain.js';
import { USER_EVENTS, UserFeedRepository } from './user-feed.repository.js';

const KEPT_DAYS = 7;
const DAY_MS = 86_400_000;
const PRUNE_SECONDS = 3_600;
const PRUNED_AT_ONCE = 10_000;

/** Everything the app hears about, numbered for each user, for seven days. */
@Injectable()
export class UserFeedService implements OnModuleInit {
  /** However many streams wake at once, they use one connection. */
  readonly #pages = new GroupCommit<Position, FeedPage>(
    (positions) => this.transaction.run((tx) => this.feed.pages(tx, positions)),
    { batch: 64, waiting: 10_000, patienceMs: 5_000 },
  );

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly listener: DatabaseListener,
    private readonly maintenance: Maintenance,
    private readonly feed: UserFeedRepository,
  ) {}

  onModuleInit(): void {
    this.maintenance.every(PRUNE_SECONDS, 'prune-user-events', () => this.prune());
  }

  /** Commits with `tx`, and then wakes the users' streams in every process. */
  async append(tx: Tx, events: readonly NewUserEvent[]): Promise<void> {
    if (events.length === 0) return;
    await this.feed.append(tx, events, this.clock.now());
    await this.feed.wake(tx, [...new Set(events.map(({ userId }) => userId))]);
  }

  /** Hears whose feed grew, or null when anybody's may have. */
  async hear(hearing: (userId: string | null) => void): Promise<void> {
    await this.listener.hear(USER_EVENTS, hearing);
  }

  /** @throws DomainError `unavailable` when the database is away */
  page(position: Position): Promise<FeedPage> {
    return this.#pages.submit(position);
  }

  /** The newest number of each user that has one. */
  newest(userIds: readonly string[]): Promise<Map<string, number>> {
    return this.transaction.run((tx) => this.feed.newest(tx, userIds));
  }

  /** Removes what is older than seven days. */
  async prune(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT_DAYS * DAY_MS);
    for (let removed = PRUNED_AT_ONCE; removed === PRUNED_AT_ONCE; ) {
      removed = await this.transaction.run((tx) => this.feed.prune(tx, before, PRUNED_AT_ONCE));
    }
  }
}
