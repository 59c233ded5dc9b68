import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import type { Actor } from '../../platform/audit/audit.service.js';
import { databaseIsAway } from '../../platform/database/database-away.js';
import { Transaction } from '../../platform/database/transaction.js';
import { cutError } from '../../platform/logging/cut-error.js';
import { OutboxService } from '../../platform/outbox/outbox.service.js';
import { JobHandlers } from '../../platform/queue/job-handlers.js';
import { Queues } from '../../platform/queue/queues.js';
import { AttemptRecordsService, type Made } from './attempt-records.service.js';
import { type Claimed, ClaimsService } from './claims.service.js';
import type { Scope } from './deliveries.repository.js';
import { DeliveryVault } from './delivery-vault.js';
import { EndpointSlots, type Slot } from './endpoint-slots.js';
import { headersOf } from './outgoing-request.domain.js';
import { WebhookClient } from './webhook-client.js';

type FirstClaim = (slot: Slot) => Promise<Claimed | null>;

/** How long attempts under way may finish when this process stops. */
const DRAIN_MS = 20_000;
/** Between two tries to write a result down while the database is away. */
const PATIENCE_MS = 500;

/** Makes the attempts: claim, call without any transaction open, record. */
@Injectable()
export class DeliveryRunsService implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger('delivery');
  readonly #slots = new EndpointSlots();
  readonly #running = new Set<Promise<void>>();
  #isStopping = false;

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly outbox: OutboxService,
    private readonly handlers: JobHandlers,
    private readonly queues: Queues,
    private readonly claims: ClaimsService,
    private readonly records: AttemptRecordsService,
    private readonly vault: DeliveryVault,
    private readonly client: WebhookClient,
  ) {}

  onModuleInit(): void {
    this.handlers.register('delivery.attempt', (ids) => this.#attemptNews(ids));
    this.handlers.register('delivery.wake', async (ids) => {
      for (const id of ids) await this.#wake(id);
    });
  }

  /** Attempts under way may end; those that do not are given up, and made again at the next start. */
  async onModuleDestroy(): Promise<void> {
    this.#isStopping = true;
    const all = Promise.allSettled([...this.#running]);
    const patience = new AbortController();
    await Promise.race([all, delay(DRAIN_MS, undefined, { signal: patience.signal })]);
    patience.abort();
    this.client.stop();
    await all;
  }

  /**
   * Sends once more now, beside the schedule, and waits for what comes of it.
   * @throws DomainError `delivery_not_found`, `delivery_in_flight`, `endpoint_missing`, `delivery_body_incomplete`, `stopping`
   */
  async resend(actor: Actor, id: string): Promise<void> {
    if (this.#isStopping)
      throw new DomainError('unavailable', 'stopping', 'This process stops.', { retryAfterSeconds: 5 });
    const work = this.#resendNow(actor, id);
    await this.#track(work);
  }

  async #resendNow(actor: Actor, id: string): Promise<void> {
    await this.#attempt(await this.transaction.run((tx) => this.claims.claimToResend(tx, actor, id)));
  }

  /** News of a delivery that is due: taken and claimed in one transaction. What was not committed is not ours to send. */
  async #attemptNews(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      await this.#run(async (slot) => {
        let claimed = null as Claimed | null;
        await this.outbox.handleOnce([id], async (tx, events) => {
          for (const { data } of events) {
            const taken = await this.claims.claim(tx, (data as { deliveryId: string }).deliveryId, slot);
            this.transaction.afterCommit(tx, () => {
              claimed = taken;
            });
          }
        });
        return claimed;
      });
    }
  }

  #wake(id: string): Promise<void> {
    return this.#run((slot) => this.transaction.run((tx) => this.claims.claim(tx, id, slot)));
  }

  /** What is not begun any more stays due, and is found at the next start. */
  async #run(first: FirstClaim): Promise<void> {
    if (!this.#isStopping) await this.#track(this.#runInSlot(first));
  }

  async #track(run: Promise<void>): Promise<void> {
    this.#running.add(run);
    try {
      await run;
    } finally {
      this.#running.delete(run);
    }
  }

  async #runInSlot(first: FirstClaim): Promise<void> {
    const slot = this.#slots.open();
    try {
      const claimed = await first(slot);
      if (!claimed) return;
      await this.#attempt(claimed);
      await this.#attemptWhatWasTurnedAway(claimed.delivery, slot);
    } finally {
      slot.close();
    }
  }

  /** Hints that came while the endpoint's share was used up are gone: their deliveries are looked for in the rows. */
  async #attemptWhatWasTurnedAway(endpoint: Scope, slot: Slot): Promise<void> {
    for (let misses = slot.misses(); misses > 0 && !this.#isStopping; misses = slot.misses()) {
      const claimed = await this.transaction.run((tx) => this.claims.claimNext(tx, endpoint, slot));
      if (claimed) await this.#attempt(claimed);
      else slot.foundNothing(misses);
    }
  }

  async #attempt({ delivery, endpoint, cause, claimId, claimedUntil }: Claimed): Promise<void> {
    const startedAt = this.clock.now();
    const { body, contentType } = this.vault.openContent(delivery);
    const { auth, signingSecrets, url, timeoutMs } = endpoint;
    const deliveryId = delivery.id;
    const headers = headersOf({ deliveryId, body, contentType, auth, signingSecrets, now: startedAt });
    const posted = await this.client.post({ url, headers, body, timeoutMs });
    const made = { delivery, claimId, cause, terms: endpoint, startedAt, headers, body, posted };
    const nextAttemptAt = await this.#record(made, claimedUntil);
    if (nextAttemptAt) await this.#hint(deliveryId, delivery.attempts, nextAttemptAt);
  }

  /** While the database is away, the result is kept for as long as the claim is: else the lead would be sent again. */
  async #record(made: Made, claimedUntil: Date): Promise<Date | null> {
    for (;;) {
      try {
        return await this.records.record(made);
      } catch (error) {
        if (!databaseIsAway(error) || this.#isStopping || this.clock.now() >= claimedUntil) throw error;
        await delay(PATIENCE_MS);
      }
    }
  }

  /** An early wake-up. The row says when it is due; without the hint the reconciler finds it a little later. */
  async #hint(id: string, attempts: number, at: Date): Promise<void> {
    const delayMs = Math.max(0, at.getTime() - this.clock.now().getTime());
    const hint = { handler: 'delivery.wake', ids: [id], jobId: `${id}-${attempts}`, delayMs };
    try {
      await this.queues.add('delivery-retries', [hint]);
    } catch (error) {
      this.#logger.warn({ event: 'delivery.not_hinted', deliveryId: id, err: cutError(error) });
    }
  }
}
