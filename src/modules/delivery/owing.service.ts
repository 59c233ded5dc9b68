import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/uuid.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { type OutboxEvent, OutboxService } from '../../platform/outbox/outbox.service.js';
import { JobHandlers } from '../../platform/queue/job-handlers.js';
import { Maintenance } from '../../platform/queue/maintenance.js';
import { LeadsService, type OutboundLead } from '../leads/leads.service.js';
import { PartnersService } from '../partners/partners.service.js';
import { DeliveriesRepository, type Delivery, type Scope } from './deliveries.repository.js';
import { DeliveryVault } from './delivery-vault.js';
import { CONTENT_TYPE, standardBody } from './outgoing-request.domain.js';

/** An endpoint may be saved while a delivery is being held for want of it: then the news came too early. */
const SECOND_LOOK_SECONDS = 60;

/** Makes routed leads owed to their partners, and what was held for want of an endpoint due once there is one. */
@Injectable()
export class OwingService implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly outbox: OutboxService,
    private readonly handlers: JobHandlers,
    private readonly maintenance: Maintenance,
    private readonly leads: LeadsService,
    private readonly partners: PartnersService,
    private readonly vault: DeliveryVault,
    private readonly deliveries: DeliveriesRepository,
  ) {}

  onModuleInit(): void {
    this.handlers.register('delivery.owe', (ids) => this.outbox.handleOnce(ids, (tx, events) => this.#owe(tx, events)));
    this.handlers.register('delivery.release', (ids) =>
      this.outbox.handleOnce(ids, (tx, events) => this.#releaseAll(tx, events)),
    );
    this.maintenance.every(SECOND_LOOK_SECONDS, 'release-deliveries', () => this.#releaseForgotten());
  }

  /** Once a lead and partner, whatever repeats. */
  async #owe(tx: Tx, events: readonly OutboxEvent[]): Promise<void> {
    const owed: Delivery[] = [];
    for (const { data } of events) {
      const lead = await this.leads.outbound(tx, (data as { leadId: string }).leadId);
      owed.push(await this.#deliveryOf(tx, lead));
    }
    const added = await this.deliveries.addOnce(tx, owed);
    const due = owed.filter(({ id, state }) => state === 'waiting' && added.has(id));
    await this.#sayDue(
      tx,
      due.map(({ id }) => id),
    );
  }

  /** The body is built here and now, and sent unchanged on every attempt. */
  async #deliveryOf(tx: Tx, lead: OutboundLead): Promise<Delivery> {
    const { id: leadId, partnerId, environment } = lead;
    const { slug } = await this.partners.settings(partnerId);
    const endpoint = await this.partners.endpointFor(tx, partnerId, environment);
    const obstacle = endpoint?.disabledAt ? 'endpoint_disabled' : null;
    const reason = endpoint ? obstacle : 'endpoint_missing';
    const now = this.clock.now();
    const id = newId(now);
    return {
      id,
      leadId,
      partnerId,
      environment,
      state: reason === null ? 'waiting' : 'held',
      reason,
      attempts: 0,
      retriesUsed: 0,
      losses: 0,
      nextAttemptAt: reason === null ? now : null,
      claimId: null,
      claimedUntil: null,
      bodySealed: this.vault.sealBody(id, standardBody({ ...lead, partnerSlug: slug })),
      contentType: CONTENT_TYPE,
      createdAt: now,
      finishedAt: null,
    };
  }

  async #releaseAll(tx: Tx, events: readonly OutboxEvent[]): Promise<void> {
    for (const { data } of events) await this.#release(tx, data as Scope);
  }

  async #release(tx: Tx, scope: Scope): Promise<void> {
    await this.#sayDue(tx, await this.deliveries.release(tx, scope, this.clock.now()));
  }

  async #releaseForgotten(): Promise<void> {
    await this.transaction.run(async (tx) => {
      for (const scope of await this.deliveries.missedEndpoints(tx)) {
        const usable = await this.partners.partnersWithEndpoint(tx, [scope.partnerId], scope.environment);
        if (usable.size > 0) await this.#release(tx, scope);
      }
    });
  }

  async #sayDue(tx: Tx, ids: readonly string[]): Promise<void> {
    await this.outbox.append(
      tx,
      ids.map((deliveryId) => ({ topic: 'delivery.due', data: { deliveryId } })),
    );
  }
}
