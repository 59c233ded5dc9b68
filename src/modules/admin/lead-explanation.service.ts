import { Injectable } from '@nestjs/common';
import { DeliveryService } from '../delivery/delivery.service.js';
import { ParkedQueueService } from '../inbound-status/parked-queue.service.js';
import { LeadRoutingService } from '../leads/lead-routing.service.js';
import { LeadsService, type LeadWithTimeline } from '../leads/leads.service.js';
import { LifecycleService } from '../lifecycle/lifecycle.service.js';
import { type Explanation, explain, type LeadFacts } from './lead-explanation.domain.js';

export type ExplainedLead = Explanation & {
  readonly leadId: string;
  readonly state: string;
  readonly status: string | null;
  readonly deliveryId: string | null;
  /** What waits about it: `/api/admin/parked/items/{id}`. */
  readonly waiting: readonly { readonly id: string; readonly reason: string; readonly fix: string }[];
};

/** Says where a lead stands and why, and what would fix it. */
@Injectable()
export class LeadExplanationService {
  constructor(
    private readonly leads: LeadsService,
    private readonly routing: LeadRoutingService,
    private readonly deliveries: DeliveryService,
    private readonly lifecycle: LifecycleService,
    private readonly parked: ParkedQueueService,
  ) {}

  /** @throws DomainError `lead_not_found` */
  async explain(id: string): Promise<ExplainedLead> {
    const lead = await this.leads.view(id);
    const { state, status } = lead;
    const [delivery, waits] = await Promise.all([this.#delivery(lead.id), this.parked.ofLead(lead.id)]);
    const waiting = waits.map(({ id: item, reason, fix }) => ({ id: item, reason, fix }));
    const facts: LeadFacts = {
      state,
      massTort: lead.massTort.name,
      createdAt: lead.createdAt,
      partner: lead.partner?.name ?? null,
      obstacle: await this.routing.obstacle(lead.id),
      delivery,
      report: await this.#report(lead),
      waiting,
    };
    return { leadId: lead.id, state, status, ...explain(facts), deliveryId: delivery?.id ?? null, waiting };
  }

  async #delivery(leadId: string): Promise<LeadFacts['delivery']> {
    const [[delivery], views] = await Promise.all([
      this.deliveries.search({ leadId }, null, 1),
      this.deliveries.ofLead(leadId),
    ]);
    if (!delivery) return null;
    const { id, state, reason, attempts, nextAttemptAt, finishedAt } = delivery;
    const tried = views.find((view) => view.id === id)?.attempts.at(-1);
    return { id, state, reason, attempts, nextAttemptAt, finishedAt, httpStatus: tried?.httpStatus ?? null };
  }

  async #report({ status, timeline }: LeadWithTimeline): Promise<LeadFacts['report']> {
    const reports = timeline.filter(({ type, applied }) => type === 'status.reported' && applied);
    const last = reports.filter((entry) => entry.status === status).at(-1);
    if (status === null || last?.rawStatus === undefined) return null;
    const label = (await this.lifecycle.list()).find(({ code }) => code === status)?.label ?? status;
    return { rawStatus: last.rawStatus, label, at: last.at };
  }
}
