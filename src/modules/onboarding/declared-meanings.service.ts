import { Injectable } from '@nestjs/common';
import { writtenParts } from '../../kernel/status-key.js';
import { LiveAdaptersService } from '../adapters/live-adapters.service.js';
import { DeclaredStatusesService } from '../lifecycle/declared-statuses.service.js';
import { LifecycleService, type ResolvedStatus } from '../lifecycle/lifecycle.service.js';

/** A raw status that a partner says it sends, and what it would mean. */
export type DeclaredMeaning = {
  readonly rawStatus: string;
  readonly canonicalStatus: string | null;
  /** True without a canonical status: it is known to change nothing. */
  readonly known: boolean;
  /** `adapter`, `status_map` or `defaults`; null when nothing tells. */
  readonly resolvedBy: ResolvedStatus['by'];
};

/** What the statuses that a partner declared mean, by the rules that are in force for it. */
@Injectable()
export class DeclaredMeaningsService {
  constructor(
    private readonly declared: DeclaredStatusesService,
    private readonly lifecycle: LifecycleService,
    private readonly adapters: LiveAdaptersService,
  ) {}

  async of(partnerId: string): Promise<DeclaredMeaning[]> {
    const statuses = await this.declared.list(partnerId);
    const catalogue = await this.lifecycle.catalogueNow(partnerId);
    const adapter = await this.adapters.inboundNow(partnerId, 'live');
    return statuses.map((rawStatus) => {
      const { status, sub } = writtenParts(rawStatus);
      const { canonical, known, by } = catalogue.resolve(status, sub, adapter?.compiled);
      return { rawStatus, canonicalStatus: canonical, known, resolvedBy: by };
    });
  }
}
