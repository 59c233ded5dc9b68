import { Body, Controller, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import type { Actor } from '../../platform/audit/audit.service.js';
import { ActorIs } from '../../platform/http/actor-is.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { ExternalIdsService, type StoppedId } from '../leads/external-ids.service.js';
import { PartnersService } from '../partners/partners.service.js';
import { type Page, wholeList } from './page.domain.js';
import { ReleaseDto } from './parked.dto.js';

/** A partner's ids that were said of too many leads, and stand for none, for operators. */
@Controller('api/admin/partners/:slug/stopped-external-ids')
@UseGuards(OperatorGuard)
export class StoppedExternalIdsController {
  constructor(
    private readonly partners: PartnersService,
    private readonly externalIds: ExternalIdsService,
  ) {}

  @Get()
  async list(@Param('slug') slug: string): Promise<Page<StoppedId>> {
    const { id } = await this.partners.find(slug);
    return wholeList(await this.externalIds.stopped(id));
  }

  /** From now on it can be learnt again. */
  @Post('release')
  @HttpCode(200)
  async release(
    @Param('slug') slug: string,
    @Body() { environment, value, reason }: ReleaseDto,
    @ActorIs() actor: Actor,
  ): Promise<Page<StoppedId>> {
    const { id: partnerId } = await this.partners.find(slug);
    await this.externalIds.release(actor, { partnerId, environment, value }, reason);
    return wholeList(await this.externalIds.stopped(partnerId));
  }
}
