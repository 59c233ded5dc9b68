import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { IntakeService, type ReceiptView } from '../intake/intake.service.js';
import { ReceiptsQuery } from './list.dto.js';
import { ListTotalsService } from './list-totals.service.js';
import { type Page, pageOf } from './page.domain.js';

/** Every webhook that reached us and what became of it, for operators. */
@Controller('api/admin/receipts')
@UseGuards(OperatorGuard)
export class ReceiptsController {
  constructor(
    private readonly intake: IntakeService,
    private readonly totals: ListTotalsService,
  ) {}

  @Get()
  async list(@Query() { cursor, limit, ...filter }: ReceiptsQuery): Promise<Page<ReceiptView>> {
    const found = await this.intake.search(filter, cursor ?? null, limit + 1);
    return pageOf(found, limit, await this.totals.of('receipt', filter));
  }

  @Get(':id')
  find(@Param('id') id: string): Promise<ReceiptView> {
    return this.intake.find(id);
  }
}
