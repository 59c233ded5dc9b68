import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import { type AuditEntryView, AuditService } from '../../platform/audit/audit.service.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { AuditQuery } from './list.dto.js';
import { ListTotalsService } from './list-totals.service.js';
import { type Page, pageOf } from './page.domain.js';

/** Who did what and when, for operators. */
@Controller('api/admin/audit')
@UseGuards(OperatorGuard)
export class AuditController {
  constructor(
    private readonly audit: AuditService,
    private readonly totals: ListTotalsService,
  ) {}

  @Get()
  async list(@Query() { cursor, limit, ...filter }: AuditQuery): Promise<Page<AuditEntryView>> {
    const found = await this.audit.search(filter, cursor ?? null, limit + 1);
    return pageOf(found, limit, await this.totals.of('audit_entry', filter));
  }

  @Get(':id')
  find(@Param('id') id: string): Promise<AuditEntryView> {
    return this.audit.find(id);
  }
}
