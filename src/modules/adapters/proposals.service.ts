import { Injectable } from '@nestjs/common';
import { holdsPlaceholder } from '../../kernel/placeholder.js';
import { CasesService } from '../cases/cases.service.js';
import { LifecycleService } from '../lifecycle/lifecycle.service.js';
import type { Sent, Warning } from './adapters.service.js';
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
  constructor(
    private readonly cases: CasesService,
    private readonly lifecycle: LifecycleService,
  ) {}

  async propose(samples: readonly Sent[], terms: ProposalTerms): Promise<Proposal> {
    const statuses = await this.lifecycle.list();
    const canonical = statuses.filter(({ active }) => active);
    const proposal = await propose(samples, { ...terms, canonical, cases: await this.cases.listMassTorts() });
    return { ...proposal, warnings: [...proposal.warnings, ...samples.flatMap(placeholdersIn)] };
  }
}

/** A test button of another system often sends its templates as they are. */
function placeholdersIn({ body }: Sent, at: number): Warning[] {
  if (!holdsPlaceholder(body.toString())) return [];
  const advice = 'take a sample of a real lead';
  return [{ code: 'placeholder', message: `Sample ${at + 1} holds placeholders that were not filled in; ${advice}.` }];
}
