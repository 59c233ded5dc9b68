import { Controller, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { type DeliveryDetail, DeliveryService, type DeliverySummary } from '../delivery/delivery.service.js';
import { DeliveriesQuery } from './list.dto.js';
import { ListTotalsService } from './list-totals.service.js';
import { type Page, pageOf } from './page.domain.js';

/** What is owed to partners and every attempt at it, for operators. */
@Controller('api/admin/deliveries')
@UseGuards(OperatorGuard)
export class DeliveriesController {
  constructor(
    private readonly deliveries: DeliveryService,
    private readonly totals: ListTotalsService,
  ) {}

  @Get()
  async list(@Query() { cursor, limit, ...filter }: DeliveriesQuery): Promise<Page<DeliverySummary>> {
    const found = await this.deliveries.search(filter, cursor ?? null, limit + 1);
    return pageOf(found, limit, await this.totals.of('delivery', filter));
  }

  @Get(':id')
  find(@Param('id') id: string): Promise<DeliveryDetail> {
    return this.deliveries.find(id);
  }

  /** Waits for the attempt and answers what came of it. */
  @Post(':id/resend')
  @HttpCode(200)
  resend(@Param('id') id: string): Promise<DeliveryDetail> {
    return this.deliveries.resend(id);
  }
}
