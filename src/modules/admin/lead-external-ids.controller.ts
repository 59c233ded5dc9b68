import { Body, Controller, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import type { Actor } from '../../platform/audit/audit.service.js';
import { ActorIs } from '../../platform/http/actor-is.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import type { FoundBy } from '../intake/intake.service.js';
import { ExternalIdsService, type ExternalIdView } from '../leads/external-ids.service.js';
import { type Page, wholeList } from './page.domain.js';
import { ExternalIdDto, UnlinkDto } from './parked.dto.js';

/** By which of its own ids a partner can name a lead, for operators. */
@Controller('api/admin/leads/:id/external-ids')
@UseGuards(OperatorGuard)
export class LeadExternalIdsController {
  constructor(private readonly externalIds: ExternalIdsService) {}

  @Get()
  async list(@Param('id') id: string): Promise<Page<ExternalIdView>> {
    return wholeList(await this.externalIds.ofLead(id));
  }

  /** What waits under the id is tried again. */
  @Post()
  async link(
    @Param('id') id: string,
    @Body() { value }: ExternalIdDto,
    @ActorIs() actor: Actor,
  ): Promise<Page<ExternalIdView>> {
    await this.externalIds.link(actor, id, value);
    return wholeList(await this.externalIds.ofLead(id));
  }

  /** Answers the webhooks that found the lead by the id: what they did stays, and somebody must look at it. */
  @Post('unlink')
  @HttpCode(200)
  async unlink(
    @Param('id') id: string,
    @Body() { value, reason }: UnlinkDto,
    @ActorIs() actor: Actor,
  ): Promise<{ value: string; updates: readonly FoundBy[] }> {
    return { value, updates: await this.externalIds.unlink(actor, id, value, reason) };
  }
}
