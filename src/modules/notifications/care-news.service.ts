import { Injectable, type OnModuleInit } from '@nestjs/common';
import { timeOf } from '../../kernel/uuid.js';
import type { Tx } from '../../platform/database/transaction.js';
import { type OutboxEvent, OutboxService } from '../../platform/outbox/outbox.service.js';
import { JobHandlers } from '../../platform/queue/job-handlers.js';
import { LeadsService } from '../leads/leads.service.js';
import { type CareChange, careNewsOf } from './care-news.domain.js';
import { NewsService } from './news.service.js';

/** Tells users that there is something about their case at the care provider: once, whatever is repeated. */
@Injectable()
export class CareNewsService implements OnModuleInit {
  constructor(
    private readonly outbox: OutboxService,
    private readonly handlers: JobHandlers,
    private readonly leads: LeadsService,
    private readonly news: NewsService,
  ) {}

  onModuleInit(): void {
    this.handlers.register('notifications.tell-care', (ids) =>
      this.outbox.handleOnce(ids, (tx, events) => this.#tell(tx, events)),
    );
  }

  async #tell(tx: Tx, events: readonly OutboxEvent[]): Promise<void> {
    const changes = events.map(changeOf);
    const leads = await this.leads.summaries(tx, [...new Set(changes.map(({ leadId }) => leadId))]);
    const news = changes.flatMap((change) => careNewsOf(change, leads.get(change.leadId)?.environment) ?? []);
    await this.news.tell(tx, news);
  }
}

function changeOf({ id, data }: OutboxEvent): CareChange {
  return { ...(data as Omit<CareChange, 'id' | 'at'>), id, at: timeOf(id) };
}
