import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { isUuid } from '../../kernel/uuid.js';
import type { Actor } from '../../platform/audit/audit.service.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import type { Captured } from '../adapters/replies.service.js';
import { type AttemptView, type DeliveryView, DeliveryViews } from '../leads/leads.service.js';
import { PartnersService } from '../partners/partners.service.js';
import { type Attempt, type Attempted, AttemptsRepository } from './attempts.repository.js';
import { DeliveriesRepository, type Delivery, type DeliveryFilter } from './deliveries.repository.js';
import { DeliveryRunsService } from './delivery-runs.service.js';
import { DeliveryVault } from './delivery-vault.js';
import { webhookIdOf } from './outgoing-request.domain.js';

export type { DeliveryFilter } from './deliveries.repository.js';

/** A delivery as operators list it. */
export type DeliverySummary = Pick<
  Delivery,
  'id' | 'leadId' | 'environment' | 'state' | 'reason' | 'attempts' | 'nextAttemptAt' | 'createdAt' | 'finishedAt'
> & { readonly partner: { readonly slug: string; readonly name: string } };

/** All that is known of an attempt. `reply` is what the partner answered, up to 64 KiB of it, and may be personal. */
export type AttemptDetail = Omit<Attempt, 'deliveryId' | 'responseSealed' | 'capturedSealed'> & {
  readonly reply: string | null;
  /** What the endpoint's outcome rules picked out of the reply. */
  readonly captured: Captured | null;
};

export type DeliveryDetail = Omit<DeliverySummary, 'attempts'> & {
  readonly webhookId: string;
  readonly retriesUsed: number;
  /** The outbound adapter that wrote the body, or could not; null: the standard body. */
  readonly adapterVersion: number | null;
  readonly attempts: readonly AttemptDetail[];
};

/** What is owed to partners and what came of it, for everyone who asks; and sending once more by hand. */
@Injectable()
export class DeliveryService extends DeliveryViews {
  constructor(
    private readonly transaction: Transaction,
    private readonly partners: PartnersService,
    private readonly vault: DeliveryVault,
    private readonly deliveries: DeliveriesRepository,
    private readonly attempts: AttemptsRepository,
    private readonly runs: DeliveryRunsService,
  ) {
    super();
  }

  /** Oldest first, as the app's backend reads it. */
  override ofLead(leadId: string): Promise<DeliveryView[]> {
    return this.transaction.run(async (tx) => {
      const deliveries = await this.deliveries.ofLead(tx, leadId);
      const attempts = await this.attempts.ofDeliveries(
        tx,
        deliveries.map(({ id }) => id),
      );
      return deliveries.map(({ id, state }) => {
        const own = attempts.filter(({ deliveryId }) => deliveryId === id);
        return { id, state, attempts: own.map(attemptViewOf) };
      });
    });
  }

  /** What came of sending a partner its last test leads, since then, newest first. */
  testAttempts(partnerId: string, since: Date): Promise<Attempted[]> {
    return this.transaction.run((tx) => this.attempts.ofTests(tx, partnerId, since));
  }

  /** Newest first, those before the delivery `before`. */
  async search(filter: DeliveryFilter, before: string | null, limit: number): Promise<DeliverySummary[]> {
    const found = await this.transaction.run((tx) => this.deliveries.search(tx, filter, before, limit));
    return Promise.all(found.map((delivery) => this.#summary(delivery)));
  }

  /** @throws DomainError `delivery_not_found`, for an id that is no UUID too */
  async find(id: string): Promise<DeliveryDetail> {
    const { delivery, attempts } = await this.transaction.run((tx) => this.#load(tx, id));
    const { retriesUsed, adapterVersion } = delivery;
    const details = attempts.map((attempt) => this.#attemptDetail(attempt));
    const summary = await this.#summary(delivery);
    return { ...summary, webhookId: webhookIdOf(id), retriesUsed, adapterVersion, attempts: details };
  }

  /**
   * Sends it once more, whatever its state and on a disabled endpoint too: same webhook id, same bytes, current secrets.
   * Answers what is known afterwards; a failed resend leaves the delivery where it stood.
   * @throws DomainError `delivery_not_found`, `delivery_in_flight`, `endpoint_missing`, `delivery_body_incomplete`, `stopping`
   */
  async resend(actor: Actor, id: string): Promise<DeliveryDetail> {
    await this.runs.resend(actor, id);
    return this.find(id);
  }

  async #load(tx: Tx, id: string): Promise<{ delivery: Delivery; attempts: Attempt[] }> {
    const delivery = isUuid(id) ? await this.deliveries.find(tx, id) : null;
    if (!delivery) throw new DomainError('not_found', 'delivery_not_found', 'There is no delivery with this id.');
    return { delivery, attempts: await this.attempts.ofDeliveries(tx, [id]) };
  }

  #attemptDetail({ deliveryId: _, responseSealed, capturedSealed, ...attempt }: Attempt): AttemptDetail {
    const reply = responseSealed && this.vault.openReply(attempt.id, responseSealed).toString();
    const captured = capturedSealed && this.vault.openCaptured(attempt.id, capturedSealed);
    return { ...attempt, reply, captured };
  }

  async #summary(delivery: Delivery): Promise<DeliverySummary> {
    const { id, leadId, partnerId, environment, state, reason, attempts } = delivery;
    const { nextAttemptAt, createdAt, finishedAt } = delivery;
    const { slug, name } = await this.partners.settings(partnerId);
    const partner = { slug, name };
    return { id, leadId, partner, environment, state, reason, attempts, nextAttemptAt, createdAt, finishedAt };
  }
}

function attemptViewOf({ startedAt: at, outcome, httpStatus, durationMs, nextAttemptAt }: Attempt): AttemptView {
  return { at, outcome, httpStatus, durationMs, ...(nextAttemptAt && { nextAttemptAt }) };
}
