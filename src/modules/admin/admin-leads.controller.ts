import { Controller, Get, Param, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { DeliveryService } from '../delivery/delivery.service.js';
import { type LeadSummary, LeadsService } from '../leads/leads.service.js';
import { type ExplainedLead, LeadExplanationService } from './lead-explanation.service.js';
import { LeadsQuery } from './list.dto.js';
import { ListInterceptor } from './list.interceptor.js';
import { filterOf, type List } from './list-answer.js';
import { ListTotalsService } from './list-totals.service.js';

const COLUMNS = [
  'id',
  'createdAt',
  'state',
  'status',
  'partner.slug',
  'massTort.slug',
  'userId',
  'environment',
] as const;

/** Leads without what they say about people, for operators. */
@Controller('api/admin/leads')
@UseGuards(OperatorGuard)
export class AdminLeadsController {
  constructor(
    private readonly leads: LeadsService,
    private readonly deliveries: DeliveryService,
    private readonly totals: ListTotalsService,
    private readonly explanations: LeadExplanationService,
  ) {}

  @Get()
  @UseInterceptors(ListInterceptor)
  list(@Query() query: LeadsQuery): List<LeadSummary> {
    const filter = filterOf(query);
    return {
      query,
      columns: COLUMNS,
      find: (before, limit) => this.leads.search(filter, before, limit),
      total: () => this.totals.of('lead', filter),
    };
  }

  @Get(':id')
  async find(@Param('id') id: string) {
    const lead = await this.leads.view(id);
    return { ...lead, deliveries: await this.deliveries.ofLead(lead.id) };
  }

  /** One sentence: where it stands and why; and what would fix it. */
  @Get(':id/explain')
  explain(@Param('id') id: string): Promise<ExplainedLead> {
    return this.explanations.explain(id);
  }
}
