import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { firstIdOf } from '../../kernel/uuid.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { OutboxService } from '../../platform/outbox/outbox.service.js';
import { JobHandlers } from '../../platform/queue/job-handlers.js';
import { Maintenance } from '../../platform/queue/maintenance.js';
import { CasesService } from '../cases/cases.service.js';
import { PartnersService } from '../partners/partners.service.js';
import type { LeadRow } from './lead.entity.js';
import { LeadsRepository } from './leads.repository.js';
import { type ObstacleCode, obstacleTo, orderOfChoice } from './routing.domain.js';
import { TimelineService } from './timeline.service.js';

/** What keeps a lead from every partner; `state` is where the person lives, if it is known. */
export type Obstacle = { readonly code: ObstacleCode; readonly state: string | null };

const AT_ONCE = 100;
/** A cap that was reached opens again at midnight UTC; a second look costs one index probe. */
const SECOND_LOOK_SECONDS = 60;

/** Decides which partner gets a lead, when it arrives and again whenever something changed for those nobody got. */
@Injectable()
export class LeadRoutingService implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly outbox: OutboxService,
    private readonly handlers: JobHandlers,
    private readonly maintenance: Maintenance,
    private readonly cases: CasesService,
    private readonly partners: PartnersService,
    private readonly leads: LeadsRepository,
    private readonly timeline: TimelineService,
  ) {}

  onModuleInit(): void {
    this.maintenance.every(SECOND_LOOK_SECONDS, 'route-unrouted', () => this.routeUnrouted());
    this.handlers.register('leads.route-unrouted', (ids) =>
      this.outbox.handleRepeatably(ids, () => this.routeUnrouted()),
    );
  }

  /** Gives the lead to a partner if one fits now; answers which. The lead's row is in `tx` already. */
  async route(tx: Tx, lead: LeadRow): Promise<string | null> {
    const partnerId = lead.requestedPartnerId ?? (await this.#choose(tx, lead));
    if (partnerId === null) return null;
    const now = this.clock.now();
    await this.leads.route(tx, lead.id, partnerId, now);
    await this.timeline.append(tx, [{ leadId: lead.id, type: 'lead.routed', at: now, applied: true }]);
    await this.outbox.append(tx, [{ topic: 'lead.routed', data: { leadId: lead.id } }]);
    return partnerId;
  }

  /** Tries every lead that nobody has, oldest first. */
  async routeUnrouted(): Promise<void> {
    let after = firstIdOf(new Date(0));
    for (let seen = AT_ONCE; seen === AT_ONCE; ) {
      seen = await this.transaction.run(async (tx) => {
        const leads = await this.leads.unrouted(tx, after, AT_ONCE);
        for (const lead of leads) await this.route(tx, lead);
        after = leads.at(-1)?.id ?? after;
        return leads.length;
      });
    }
  }

  /** Why nobody has it; null for a lead that somebody has, or that would be given to a partner now. */
  obstacle(leadId: string): Promise<Obstacle | null> {
    return this.transaction.run(async (tx) => {
      const lead = await this.leads.find(tx, leadId);
      if (lead?.state !== 'unrouted') return null;
      const { massTortId, usState: state, environment } = lead;
      const candidates = await this.cases.candidates(tx, { massTortId, state });
      const ids = candidates.map(({ partnerId }) => partnerId);
      const code = obstacleTo(candidates, await this.partners.partnersWithEndpoint(tx, ids, environment));
      return code && { code, state };
    });
  }

  async #choose(tx: Tx, { id, massTortId, usState, environment }: LeadRow): Promise<string | null> {
    const candidates = await this.cases.candidates(tx, { massTortId, state: usState });
    const ids = candidates.map(({ partnerId }) => partnerId);
    const reachable = await this.partners.partnersWithEndpoint(tx, ids, environment);
    const fitting = candidates.filter(({ partnerId }) => reachable.has(partnerId));
    const day = this.clock.now().toISOString().slice(0, 10);
    for (const { partnerId, dailyCap } of orderOfChoice(id, fitting)) {
      // Test leads count against no cap.
      if (environment === 'sandbox') return partnerId;
      if (await this.cases.takeSlot(tx, { partnerId, massTortId, dailyCap, day })) return partnerId;
    }
    return null;
  }
}
