import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/uuid.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { type OutboxEvent, OutboxService } from '../../platform/outbox/outbox.service.js';
import { JobHandlers } from '../../platform/queue/job-handlers.js';
import { Maintenance } from '../../platform/queue/maintenance.js';
import { OutboundAdaptersService } from '../adapters/outbound-adapters.service.js';
import { LeadsService, type OutboundLead } from '../leads/leads.service.js';
import { PartnersService } from '../partners/partners.service.js';
import { ContentsService } from './contents.service.js';
import { DeliveriesRepository, type Delivery, NO_CONTENT, type Scope } from './deliveries.repository.js';

/** An endpoint may be saved, or an adapter made live, while a delivery is being held for want of it: then the news came too early. */
const SECOND_LOOK_SECONDS = 60;

/** Makes routed leads owed to their partners, and what was held for want of an endpoint or a value due once there is one. */
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
    private readonly adapters: OutboundAdaptersService,
    private readonly contents: ContentsService,
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

  /** The body is built here and now if it can be sent, else when it can; from then on it is sent unchanged. */
  async #deliveryOf(tx: Tx, lead: OutboundLead): Promise<Delivery> {
    const { id: leadId, partnerId, environment } = lead;
    const endpoint = await this.partners.endpointFor(tx, partnerId, environment);
    const disabled = endpoint?.disabledAt ? 'endpoint_disabled' : null;
    const obstacle = endpoint ? disabled : 'endpoint_missing';
    const now = this.clock.now();
    const id = newId(now);
    const built = obstacle === null ? await this.contents.build(id, lead) : { ...NO_CONTENT, obstacle };
    const { obstacle: reason, ...content } = built;
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
      ...content,
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
      await this.#releaseUnwritten(tx);
    });
  }

  /** What an adapter could not write, once another one is live. */
  async #releaseUnwritten(tx: Tx): Promise<void> {
    for (const { adapterVersion, ...scope } of await this.deliveries.failedAdapters(tx)) {
      const live = await this.adapters.liveNow(scope.partnerId, scope.environment);
      if ((live?.version ?? null) !== adapterVersion) await this.#release(tx, scope);
    }
  }

  async #sayDue(tx: Tx, ids: readonly string[]): Promise<void> {
    await this.outbox.append(
      tx,
      ids.map((deliveryId) => ({ topic: 'delivery.due', data: { deliveryId } })),
    );
  }
}
