import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import type { Actor } from '../../platform/audit/audit.service.js';
import { type PartnerChange, PartnersService, type PartnerView } from '../partners/partners.service.js';
import { type ChecklistItem, checklistOf } from './checklist.domain.js';
import { ChecklistFactsService, type PartnerWithEndpoints } from './checklist-facts.service.js';

export type Checklist = {
  readonly partner: string;
  /** Since when leads of people are sent to it; null: only test leads are. */
  readonly liveAt: Date | null;
  readonly readyForLive: boolean;
  readonly items: readonly ChecklistItem[];
};

/** Leads partners from their first contact to their first lead. */
@Injectable()
export class OnboardingService {
  constructor(
    private readonly partners: PartnersService,
    private readonly facts: ChecklistFactsService,
  ) {}

  /** @throws DomainError `partner_not_found` */
  async checklist(slug: string): Promise<Checklist> {
    const partner = await this.partners.find(slug);
    const items = await this.#items(partner);
    return { partner: slug, liveAt: partner.liveAt, readyForLive: items.every(({ done }) => done), items };
  }

  /**
   * Changes what is said about a partner. It goes live only when nothing is missing; what the same change mends counts.
   * @throws DomainError `partner_not_found`, `partner_not_ready`
   */
  async change(actor: Actor, slug: string, change: PartnerChange): Promise<PartnerView> {
    const partner = await this.partners.find(slug);
    if (change.live === true && partner.liveAt === null) {
      const { live: _, ...settings } = change;
      const open = (await this.#items({ ...partner, ...settings })).filter(({ done }) => !done);
      if (open.length > 0) throw notReady(open);
    }
    return this.partners.change(actor, slug, change);
  }

  async #items(partner: PartnerWithEndpoints): Promise<ChecklistItem[]> {
    return checklistOf(await this.facts.of(partner));
  }
}

function notReady(open: readonly ChecklistItem[]): DomainError {
  const issues = open.map(({ code, why, fix }) => ({ path: code, message: `${why} ${fix ?? ''}`.trim() }));
  return new DomainError('conflict', 'partner_not_ready', 'The partner is not ready to go live; see issues.', {
    issues,
  });
}
