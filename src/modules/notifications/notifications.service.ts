import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { timeOf } from '../../kernel/uuid.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { type OutboxEvent, OutboxService } from '../../platform/outbox/outbox.service.js';
import { JobHandlers } from '../../platform/queue/job-handlers.js';
import { LeadsService } from '../leads/leads.service.js';
import { type CanonicalStatus, LifecycleService } from '../lifecycle/lifecycle.service.js';
import { NewsService } from './news.service.js';
import { newsOf, type StatusChange } from './notification.domain.js';

/** Tells users what happened to their cases: once, whatever is repeated. */
@Injectable()
export class NotificationsService implements OnModuleInit {
  readonly #logger = new Logger('notifications');

  constructor(
    private readonly transaction: Transaction,
    private readonly outbox: OutboxService,
    private readonly handlers: JobHandlers,
    private readonly leads: LeadsService,
    private readonly lifecycle: LifecycleService,
    private readonly news: NewsService,
  ) {}

  onModuleInit(): void {
    this.handlers.register('notifications.tell', async (ids) => {
      const standings = new Map((await this.lifecycle.list()).map((standing) => [standing.code, standing]));
      await this.outbox.handleOnce(ids, (tx, events) => this.#tell(tx, events, standings));
    });
  }

  async #tell(tx: Tx, events: readonly OutboxEvent[], standings: ReadonlyMap<string, CanonicalStatus>): Promise<void> {
    const changes = events.map(changeOf);
    const leads = await this.leads.summaries(tx, [...new Set(changes.map(({ leadId }) => leadId))]);
    const news = changes.flatMap(
      (change) => newsOf(change, leads.get(change.leadId), standings.get(change.status)) ?? [],
    );
    const told = { changes: changes.length, ...(await this.news.tell(tx, news)) };
    this.transaction.afterCommit(tx, () => this.#logger.log({ event: 'notifications.told', ...told }));
  }
}

/** The news was made when the change was committed. */
function changeOf({ id, data }: OutboxEvent): StatusChange {
  const { leadId, status, push, shown = false } = data as Omit<StatusChange, 'id' | 'at'>;
  return { id, leadId, status, push, shown, at: timeOf(id) };
}
