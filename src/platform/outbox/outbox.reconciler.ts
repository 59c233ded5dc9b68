import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { Config } from '../config/config.js';
import { Transaction } from '../database/transaction.js';
import { cutError } from '../logging/cut-error.js';
import type { Lane } from '../queue/lanes.js';
import { Queues } from '../queue/queues.js';
import { OutboxRelay } from './outbox.relay.js';
import { OutboxRepository } from './outbox.repository.js';

/** A lane that has work waiting is slow, not lost; after this many times the interval its rows are queued again anyway. */
const SLOW_AT_MOST = 60;

/** Queues again what was queued and never done: a flushed queue delays and never loses. */
@Injectable()
export class OutboxReconciler implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('reconciler');
  #timer: NodeJS.Timeout | undefined;
  #pass: Promise<void> | undefined;

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly rows: OutboxRepository,
    private readonly queues: Queues,
    private readonly relay: OutboxRelay,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.role === 'api') return;
    this.#timer = setInterval(() => {
      this.#pass ??= this.#reconcile().finally(() => {
        this.#pass = undefined;
      });
    }, this.config.reconcileAfterSeconds * 1_000);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    await this.#pass;
  }

  async #reconcile(): Promise<void> {
    try {
      const patience = this.config.reconcileAfterSeconds * 1_000;
      const now = this.clock.now().getTime();
      const owing = await this.transaction.run((tx) => this.rows.lanesOwing(tx, new Date(now - patience)));
      for (const lane of owing) {
        const lost = (await this.queues.waiting(lane)) === 0;
        await this.#queueAgain(lane, new Date(now - (lost ? patience : SLOW_AT_MOST * patience)));
      }
    } catch (error) {
      this.#logger.warn({ event: 'reconciler.disturbed', err: cutError(error) });
    }
  }

  async #queueAgain(lane: Lane, before: Date): Promise<void> {
    const rows = await this.transaction.run((tx) => this.rows.forgetQueued(tx, lane, before));
    if (rows === 0) return;
    this.#logger.warn({ event: 'reconciler.queued_again', lane, rows });
    this.relay.nudge();
  }
}
