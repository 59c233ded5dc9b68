import { Controller, Get, HttpCode, Param, Post, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import type { Actor } from '../../platform/audit/audit.service.js';
import { ActorIs } from '../../platform/http/actor-is.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { type DeliveryDetail, DeliveryService, type DeliverySummary } from '../delivery/delivery.service.js';
import { DeliveriesQuery } from './list.dto.js';
import { ListInterceptor } from './list.interceptor.js';
import { filterOf, type List } from './list-answer.js';
import { ListTotalsService } from './list-totals.service.js';

const COLUMNS = [
  'id',
  'createdAt',
  'leadId',
  'partner.slug',
  'environment',
  'state',
  'reason',
  'attempts',
  'nextAttemptAt',
  'finishedAt',
] as const;

/** What is owed to partners and every attempt at it, for operators. */
@Controller('api/admin/deliveries')
@UseGuards(OperatorGuard)
export class DeliveriesController {
  constructor(
    private readonly deliveries: DeliveryService,
    private readonly totals: ListTotalsService,
  ) {}

  @Get()
  @UseInterceptors(ListInterceptor)
  list(@Query() query: DeliveriesQuery): List<DeliverySummary> {
    const filter = filterOf(query);
    return {
      query,
      columns: COLUMNS,
      find: (before, limit) => this.deliveries.search(filter, before, limit),
      total: () => this.totals.of('delivery', filter),
    };
  }

  @Get(':id')
  find(@Param('id') id: string): Promise<DeliveryDetail> {
    return this.deliveries.find(id);
  }

  /** Waits for the attempt and answers what came of it. */
  @Post(':id/resend')
  @HttpCode(200)
  resend(@Param('id') id: string, @ActorIs() actor: Actor): Promise<DeliveryDetail> {
    return this.deliveries.resend(actor, id);
  }
}
