import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { isUuid } from '../../kernel/uuid.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import type { Write } from '../../platform/database/write.js';
import { CasesService } from '../cases/cases.service.js';
import { PartnersService } from '../partners/partners.service.js';
import type { LeadRow } from './lead.entity.js';
import { type Answers, LeadVault } from './lead-vault.js';
import { type LeadFilter, LeadsRepository, type LockedLead, type StatusMove } from './leads.repository.js';
import type { Person } from './person.domain.js';
import { type TimelineEntry, TimelineService } from './timeline.service.js';

export { type AttemptView, type DeliveryView, DeliveryViews } from './delivery-views.js';
export type { LeadFilter, LockedLead, StatusMove } from './leads.repository.js';

type MassTort = { readonly slug: string; readonly name: string };

/** A lead without what it says about the person. */
export type LeadSummary = {
  readonly id: string;
  readonly userId: string;
  readonly environment: 'live' | 'sandbox';
  readonly state: LeadRow['state'];
  readonly status: string | null;
  readonly massTort: MassTort;
  readonly partner: { readonly slug: string; readonly name: string } | null;
  readonly createdAt: Date;
};
export type LeadWithTimeline = LeadSummary & { readonly timeline: readonly TimelineEntry[] };

/** All that a partner is told. */
export type OutboundLead = {
  readonly id: string;
  readonly userId: string;
  readonly environment: 'live' | 'sandbox';
  readonly partnerId: string;
  readonly person: Person;
  readonly answers: Answers;
  readonly massTort: MassTort;
  readonly source: string;
  readonly submittedAt: Date;
};

/** Reads leads, and moves their state and status. */
@Injectable()
export class LeadsService {
  constructor(
    private readonly transaction: Transaction,
    private readonly cases: CasesService,
    private readonly partners: PartnersService,
    private readonly vault: LeadVault,
    private readonly leads: LeadsRepository,
    private readonly timeline: TimelineService,
  ) {}

  /** @throws DomainError `lead_not_found`, for an id that is no UUID too */
  view(id: string): Promise<LeadWithTimeline> {
    return this.transaction.run(async (tx) => {
      const lead = isUuid(id) ? await this.leads.find(tx, id) : null;
      if (!lead) throw new DomainError('not_found', 'lead_not_found', 'There is no lead with this id.');
      return this.#withTimeline(tx, lead);
    });
  }

  /** Newest first. */
  casesOfUser(userId: string): Promise<LeadWithTimeline[]> {
    return this.transaction.run(async (tx) => {
      const leads = await this.leads.ofUser(tx, userId);
      const views: LeadWithTimeline[] = [];
      for (const lead of leads) views.push(await this.#withTimeline(tx, lead));
      return views;
    });
  }

  /** Newest first, those before the lead `before`. */
  search(filter: LeadFilter, before: string | null, limit: number): Promise<LeadSummary[]> {
    return this.transaction.run(async (tx) => {
      const leads = await this.leads.search(tx, filter, before, limit);
      return Promise.all(leads.map((lead) => this.#summary(lead)));
    });
  }

  /** @throws Error for a lead that does not exist or has no partner */
  async outbound(tx: Tx, leadId: string): Promise<OutboundLead> {
    const lead = await this.leads.find(tx, leadId);
    if (!lead?.partnerId) throw new Error('Only a routed lead can be sent');
    const { id, userId, environment, partnerId, source, submittedAt } = lead;
    const massTort = await this.#massTort(lead.massTortId);
    const person = this.vault.person(lead);
    return {
      id,
      userId,
      environment,
      partnerId,
      person,
      answers: this.vault.answers(lead),
      massTort,
      source,
      submittedAt,
    };
  }

  /** What became of the delivery, on the lead and its timeline. `type` is `delivery.…`. */
  async noteDelivery(
    tx: Tx,
    note: { leadId: string; state: 'routed' | 'delivered' | 'not_delivered'; type: string; at: Date; data?: object },
  ): Promise<void> {
    const { leadId, state, type, at, data } = note;
    await this.leads.setState(tx, leadId, state);
    await this.timeline.append(tx, [{ leadId, type, at, applied: true, ...(data && { data }) }]);
  }

  /** Holds leads until commit, in id order. */
  lock(tx: Tx, ids: readonly string[]): Promise<LockedLead[]> {
    return this.leads.lock(tx, ids);
  }

  /** Gives leads their new status, together with what else the transaction writes. */
  movingStatus(moves: readonly StatusMove[]): Write | null {
    return this.leads.movingStatus(moves);
  }

  /** Whose lead it is and where it stands. */
  async summaries(tx: Tx, leadIds: readonly string[]): Promise<Map<string, LeadSummary>> {
    const leads = await this.leads.findAll(tx, leadIds);
    const views = await Promise.all(leads.map((lead) => this.#summary(lead)));
    return new Map(views.map((view) => [view.id, view]));
  }

  async #withTimeline(tx: Tx, lead: LeadRow): Promise<LeadWithTimeline> {
    return { ...(await this.#summary(lead)), timeline: await this.timeline.ofLead(tx, lead.id) };
  }

  async #summary({
    id,
    userId,
    environment,
    state,
    status,
    massTortId,
    partnerId,
    createdAt,
  }: LeadRow): Promise<LeadSummary> {
    const settings = partnerId === null ? null : await this.partners.settings(partnerId);
    const partner = settings && { slug: settings.slug, name: settings.name };
    return { id, userId, environment, state, status, massTort: await this.#massTort(massTortId), partner, createdAt };
  }

  async #massTort(id: string): Promise<MassTort> {
    const massTort = await this.cases.massTortById(id);
    if (!massTort) throw new Error('A lead points to a mass tort that does not exist');
    return { slug: massTort.slug, name: massTort.name };
  }
}
