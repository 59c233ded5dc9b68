import { Injectable } from '@nestjs/common';
import { Transaction } from '../../platform/database/transaction.js';
import type { Owner } from '../adapters/adapter-versions.service.js';
import type { Sent } from '../adapters/adapters.service.js';
import { type FindDelivered, type Proposal, ProposalsService } from '../adapters/proposals.service.js';
import { type Candidate, LeadIdentityService, type Probe } from '../leads/lead-identity.service.js';

export type { Proposal } from '../adapters/proposals.service.js';

/** More ids, phones or addresses of one kind than five samples about leads hold. */
const MOST_KEYS = 500;
const ENVIRONMENTS = ['live', 'sandbox'] as const;

/** Drafts an adapter from samples, which may speak of leads that their partner has: test leads, too. */
@Injectable()
export class AdapterProposalsService {
  constructor(
    private readonly transaction: Transaction,
    private readonly identity: LeadIdentityService,
    private readonly proposals: ProposalsService,
  ) {}

  /** `region` null: the partner's. */
  propose(
    partner: Owner,
    samples: readonly Sent[],
    { region, statuses }: { region: string | null; statuses: readonly string[] },
  ): Promise<Proposal> {
    const defaultRegion = region ?? partner.phoneRegion;
    return this.proposals.propose(samples, { defaultRegion, statuses, findDelivered: this.#finder(partner.id) });
  }

  #finder(partnerId: string): FindDelivered {
    return async ({ leadIds, phones, emails }) => {
      const keys: [Probe['kind'], readonly string[]][] = [
        ['lead_id', leadIds],
        ['phone', phones],
        ['email', emails],
      ];
      const probes = keys.flatMap(([kind, values]) =>
        values
          .slice(0, MOST_KEYS)
          .flatMap((value) => ENVIRONMENTS.map((environment): Probe => ({ partnerId, environment, kind, value }))),
      );
      const found = await this.transaction.run((tx) => this.identity.candidates(tx, probes));
      const leads = new Map(found.flat().map((candidate) => [candidate.leadId, candidate]));
      return Array.from(leads.values(), deliveredOf);
    };
  }
}

function deliveredOf({ leadId, person }: Candidate) {
  const { phone, email, firstName, lastName } = person();
  return { id: leadId, phone, email, firstName, lastName };
}
