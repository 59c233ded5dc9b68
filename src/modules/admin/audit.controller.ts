import { Controller, Get, Param, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import { type AuditEntryView, AuditService } from '../../platform/audit/audit.service.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { AuditQuery } from './list.dto.js';
import { ListInterceptor } from './list.interceptor.js';
import { filterOf, type List } from './list-answer.js';
import { ListTotalsService } from './list-totals.service.js';

const COLUMNS = [
  'id',
  'at',
  'actorKind',
  'actorId',
  'actorName',
  'action',
  'subjectType',
  'subjectId',
  'details',
] as const;

/** Who did what and when, for operators. */
@Controller('api/admin/audit')
@UseGuards(OperatorGuard)
export class AuditController {
  constructor(
    private readonly audit: AuditService,
    private readonly totals: ListTotalsService,
  ) {}

  @Get()
  @UseInterceptors(ListInterceptor)
  list(@Query() query: AuditQuery): List<AuditEntryView> {
    const filter = filterOf(query);
    return {
      query,
      columns: COLUMNS,
      find: (before, limit) => this.audit.search(filter, before, limit),
      total: () => this.totals.of('audit_entry', filter),
    };
  }

  @Get(':id')
  find(@Param('id') id: string): Promise<AuditEntryView> {
    return this.audit.find(id);
  }
}
