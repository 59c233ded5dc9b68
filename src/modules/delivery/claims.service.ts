import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import { isUuid } from '../../kernel/uuid.js';
import { type Actor, AuditService } from '../../platform/audit/audit.service.js';
import type { Tx } from '../../platform/database/transaction.js';
import { LeadIdentityService } from '../leads/lead-identity.service.js';
import { type Endpoint, PartnersService } from '../partners/partners.service.js';
import { AttemptRecordsService, type Cause } from './attempt-records.service.js';
import { ContentsService } from './contents.service.js';
import { DeliveriesRepository, type Delivery, type Scope } from './deliveries.repository.js';
import type { Slot } from './endpoint-slots.js';

/** What this process has taken upon itself to send now. Its result counts only as long as the claim is its own. */
export type Claimed = {
  readonly delivery: Delivery;
  readonly endpoint: Endpoint;
  readonly cause: Cause;
  readonly claimId: string;
  readonly claimedUntil: Date;
};

/** A worker that is late by more than this counts as lost. */
const GRACE_MS = 30_000;

/** Takes deliveries to send: each by one worker at a time. */
@Injectable()
export class ClaimsService {
  constructor(
    private readonly clock: Clock,
    private readonly audit: AuditService,
    private readonly partners: PartnersService,
    private readonly identity: LeadIdentityService,
    private readonly contents: ContentsService,
    private readonly deliveries: DeliveriesRepository,
    private readonly records: AttemptRecordsService,
  ) {}

  /** Null when there is nothing to send: done, not due, another's, without endpoint, or beyond the endpoint's share. */
  async claim(tx: Tx, id: string, slot: Slot): Promise<Claimed | null> {
    const delivery = await this.deliveries.lockDue(tx, id, this.clock.now());
    return delivery && this.#claimDue(tx, delivery, slot);
  }

  /** As `claim`, for what has been due longest at the endpoint. */
  async claimNext(tx: Tx, scope: Scope, slot: Slot): Promise<Claimed | null> {
    const delivery = await this.deliveries.lockNextDue(tx, scope, this.clock.now());
    return delivery && this.#claimDue(tx, delivery, slot);
  }

  /**
   * Whatever the delivery's state, on a disabled endpoint too, and beside the endpoint's share.
   * @throws DomainError `delivery_not_found`, `delivery_in_flight`, `endpoint_missing`, `delivery_body_incomplete`
   */
  async claimToResend(tx: Tx, actor: Actor, id: string): Promise<Claimed> {
    const delivery = isUuid(id) ? await this.deliveries.lock(tx, id) : null;
    if (!delivery) throw new DomainError('not_found', 'delivery_not_found', 'There is no delivery with this id.');
    if (delivery.claimedUntil && delivery.claimedUntil >= this.clock.now()) throw inFlight();
    const endpoint = await this.partners.endpointFor(tx, delivery.partnerId, delivery.environment);
    if (!endpoint) throw endpointMissing();
    const settled = await this.records.settleLoss(tx, delivery, endpoint);
    const { delivery: completed, obstacle } = await this.contents.complete(tx, settled);
    if (obstacle !== null) throw bodyIncomplete(obstacle);
    const { leadId, state } = delivery;
    const subject = { type: 'delivery', id };
    await this.audit.record(tx, actor, { action: 'delivery.resent', subject, details: { leadId, state } });
    return this.#take(tx, completed, endpoint, 'resend');
  }

  async #claimDue(tx: Tx, due: Delivery, slot: Slot): Promise<Claimed | null> {
    const endpoint = await this.partners.endpointFor(tx, due.partnerId, due.environment);
    const delivery = await this.records.settleLoss(tx, due, endpoint);
    if (!delivery.nextAttemptAt) return null;
    if (!endpoint || endpoint.disabledAt) {
      await this.deliveries.holdAll(tx, due, endpoint ? 'endpoint_disabled' : 'endpoint_missing');
      return null;
    }
    const { delivery: completed, obstacle } = await this.contents.complete(tx, delivery);
    if (obstacle !== null) {
      await this.deliveries.holdUnwritten(tx, due.id, obstacle, completed.adapterVersion);
      return null;
    }
    if (!slot.take(endpoint.id, endpoint.maxConcurrency)) return null;
    return this.#take(tx, completed, endpoint, delivery.attempts === 0 ? 'first' : 'retry');
  }

  /** Before a lead may arrive for the first time, its partner must be able to name it. */
  async #take(tx: Tx, delivery: Delivery, endpoint: Endpoint, cause: Cause): Promise<Claimed> {
    const claimedUntil = new Date(this.clock.now().getTime() + endpoint.timeoutMs + GRACE_MS);
    const claim = { claimId: randomUUID(), claimedUntil };
    await this.deliveries.claim(tx, delivery.id, claim);
    if (delivery.attempts === 0) await this.identity.identify(tx, delivery.leadId);
    return { delivery, endpoint, cause, ...claim };
  }
}

function inFlight(): DomainError {
  return new DomainError('conflict', 'delivery_in_flight', 'This delivery is being sent right now. Look again soon.');
}

function bodyIncomplete(obstacle: string): DomainError {
  const sentence = `The partner's adapter cannot write this lead: ${obstacle}. Make a version live that can.`;
  return new DomainError('conflict', 'delivery_body_incomplete', sentence);
}

function endpointMissing(): DomainError {
  const sentence =
    'The partner is not active, not live yet, or has no endpoint for this environment. Remedy that first.';
  return new DomainError('conflict', 'endpoint_missing', sentence);
}
