import { Injectable } from '@nestjs/common';
import { LifecycleService } from '../lifecycle/lifecycle.service.js';
import type { Sent } from './adapters.service.js';
import { type FindDelivered, type Proposal, propose } from './propose/propose.js';

export type { FindDelivered, Proposal } from './propose/propose.js';

export type ProposalTerms = {
  /** ISO 3166, two letters. */
  readonly defaultRegion: string;
  readonly statuses: readonly string[];
  readonly findDelivered: FindDelivered;
};

/** Drafts adapters from samples. What is drafted is saved by nobody: a person confirms it first. */
@Injectable()
export class ProposalsService {
  constructor(private readonly lifecycle: LifecycleService) {}

  async propose(samples: readonly Sent[], terms: ProposalTerms): Promise<Proposal> {
    const statuses = await this.lifecycle.list();
    return propose(samples, { ...terms, canonical: statuses.filter(({ active }) => active) });
  }
}
