import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { Config } from '../../platform/config/config.js';
import { Transaction } from '../../platform/database/transaction.js';
import { cutError } from '../../platform/logging/cut-error.js';
import { Queues } from '../../platform/queue/queues.js';
import { DeliveriesRepository } from './deliveries.repository.js';

/** Whoever sends one delivery of an endpoint goes on with its next, so a few hints an endpoint are enough. */
const LIMITS = { perEndpoint: 20, all: 2_000 };

/**
 * Wakes what is due and has nobody who comes for it: a lost hint, a lost queue, a lost worker. Rows decide what is due; a
 * flushed queue delays and never loses.
 */
@Injectable()
export class DeliveryReconcilerService implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('reconciler');
  #timer: NodeJS.Timeout | undefined;
  #pass: Promise<void> | undefined;

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly queues: Queues,
    private readonly deliveries: DeliveriesRepository,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.role === 'api') return;
    this.#timer = setInterval(() => {
      this.#pass ??= this.#wakeOverdue().finally(() => {
        this.#pass = undefined;
      });
    }, this.#periodMs);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    await this.#pass;
  }

  get #periodMs(): number {
    return this.config.reconcileAfterSeconds * 1_000;
  }

  /** Under new job ids: a queue ignores those that it still remembers. */
  async #wakeOverdue(): Promise<void> {
    try {
      const now = this.clock.now();
      const before = new Date(now.getTime() - this.#periodMs);
      const ids = await this.transaction.run((tx) => this.deliveries.overdue(tx, before, now, LIMITS));
      if (ids.length === 0) return;
      const hints = ids.map((id) => ({ handler: 'delivery.wake', ids: [id], jobId: `wake-${randomUUID()}` }));
      await this.queues.add('delivery-retries', hints);
      this.#logger.warn({ event: 'reconciler.deliveries_woken', deliveries: ids.length });
    } catch (error) {
      this.#logger.warn({ event: 'reconciler.disturbed', err: cutError(error) });
    }
  }
}
