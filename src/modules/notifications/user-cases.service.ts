import { Injectable } from '@nestjs/common';
import { LeadsService } from '../leads/leads.service.js';
import { LifecycleService } from '../lifecycle/lifecycle.service.js';
import { caseOf, type UserCase } from './user-cases.domain.js';

/** What a user sees of their cases. */
@Injectable()
export class UserCasesService {
  constructor(
    private readonly leads: LeadsService,
    private readonly lifecycle: LifecycleService,
  ) {}

  /** Newest first, at most 200, so there is never a next page. */
  async ofUser(userId: string): Promise<{ items: UserCase[]; nextCursor: null }> {
    const standings = new Map((await this.lifecycle.list()).map((standing) => [standing.code, standing]));
    const leads = await this.leads.casesOfUser(userId);
    return { items: leads.map((lead) => caseOf(lead, standings.get(lead.status ?? ''))), nextCursor: null };
  }
}
