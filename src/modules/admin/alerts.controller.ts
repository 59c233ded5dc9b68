import { Body, Controller, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import type { Actor } from '../../platform/audit/audit.service.js';
import { ActorIs } from '../../platform/http/actor-is.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { AlertsService, type AlertView } from '../inbound-status/drift/alerts.service.js';
import { PartnersService } from '../partners/partners.service.js';
import { AcknowledgeDto, AlertsQuery } from './alert.dto.js';
import { type Page, pageOf } from './page.domain.js';

/** What the gateway noticed about partners' formats, for operators. */
@Controller('api/admin/alerts')
@UseGuards(OperatorGuard)
export class AlertsController {
  constructor(
    private readonly partners: PartnersService,
    private readonly alerts: AlertsService,
  ) {}

  @Get()
  async list(@Query() { partner, cursor, limit, ...filter }: AlertsQuery): Promise<Page<AlertView>> {
    const whose = partner === undefined ? {} : { partnerId: (await this.partners.find(partner)).id };
    const { alerts, total } = await this.alerts.list({ ...filter, ...whose }, cursor ?? null, limit + 1);
    return pageOf(alerts, limit, total);
  }

  @Post(':id/acknowledge')
  @HttpCode(200)
  acknowledge(@Param('id') id: string, @Body() { note }: AcknowledgeDto, @ActorIs() actor: Actor): Promise<AlertView> {
    return this.alerts.acknowledge(actor, id, note ?? null);
  }
}
