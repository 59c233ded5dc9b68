import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../kernel/domain-error.js';
import type { Sent } from '../../adapters/adapters.service.js';
import type { LiveInbound } from '../../adapters/live-adapters.service.js';
import { ShapesService } from '../../adapters/shapes.service.js';
import { PartnersService } from '../../partners/partners.service.js';
import { AdapterProposalsService, type Proposal } from '../adapter-proposals.service.js';
import type { Sighting } from './drift-signal.domain.js';

type News = {
  readonly partnerId: string;
  readonly adapter: LiveInbound;
  /** Bodies that have them. */
  readonly samples: readonly Sent[];
  readonly paths: readonly string[];
};

const SURE = 0.9;

/** Looks whether new members of a partner's bodies are what a field lacks. */
@Injectable()
export class FieldSuggestionsService {
  constructor(
    private readonly partners: PartnersService,
    private readonly shapes: ShapesService,
    private readonly proposals: AdapterProposalsService,
  ) {}

  /** Fields that the adapter does not map, and that a new member is for with a confidence of 0.9 or more. */
  async suggest({ partnerId, adapter, samples, paths }: News): Promise<Sighting[]> {
    const { version, compiled } = adapter;
    const proposal = await this.#propose(partnerId, samples);
    if (!proposal) return [];
    return proposal.fields.flatMap(({ field, expression, confidence }) => {
      const isEmpty = (compiled.document.map[field] ?? []).length === 0;
      if (!isEmpty || confidence < SURE || expression === null) return [];
      if (!this.shapes.pathsOf(expression, proposal.adapter).some((path) => paths.includes(path))) return [];
      const details = { expression, confidence };
      return [{ signal: 'field_suggested', subject: field, occasion: `version ${version}`, version, details }];
    });
  }

  /** Null when nothing can be drafted from them. */
  async #propose(partnerId: string, samples: readonly Sent[]): Promise<Proposal | null> {
    try {
      const partner = await this.partners.settings(partnerId);
      return await this.proposals.propose(partner, samples, { region: null, statuses: [] });
    } catch (error) {
      if (error instanceof DomainError) return null;
      throw error;
    }
  }
}
