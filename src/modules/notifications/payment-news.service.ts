import { Injectable, type OnModuleInit } from '@nestjs/common';
import { timeOf } from '../../kernel/uuid.js';
import type { Tx } from '../../platform/database/transaction.js';
import { type OutboxEvent, OutboxService } from '../../platform/outbox/outbox.service.js';
import { JobHandlers } from '../../platform/queue/job-handlers.js';
import { LeadsService } from '../leads/leads.service.js';
import { NewsService } from './news.service.js';
import { type PaymentChange, paymentNewsOf } from './payment-news.domain.js';

/** Tells users what became of their payments: once, whatever is repeated. */
@Injectable()
export class PaymentNewsService implements OnModuleInit {
  constructor(
    private readonly outbox: OutboxService,
    private readonly handlers: JobHandlers,
    private readonly leads: LeadsService,
    private readonly news: NewsService,
  ) {}

  onModuleInit(): void {
    this.handlers.register('notifications.tell-payment', (ids) =>
      this.outbox.handleOnce(ids, (tx, events) => this.#tell(tx, events)),
    );
  }

  async #tell(tx: Tx, events: readonly OutboxEvent[]): Promise<void> {
    const changes = events.map(changeOf);
    const leads = await this.leads.summaries(tx, [...new Set(changes.flatMap(({ leadId }) => leadId ?? []))]);
    const news = changes.flatMap((change) => paymentNewsOf(change, leads.get(change.leadId ?? '')?.environment) ?? []);
    await this.news.tell(tx, news);
  }
}

function changeOf({ id, data }: OutboxEvent): PaymentChange {
  return { ...(data as Omit<PaymentChange, 'id' | 'at'>), id, at: timeOf(id) };
}
