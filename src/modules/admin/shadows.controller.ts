import { Body, Controller, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import type { Actor } from '../../platform/audit/audit.service.js';
import { ActorIs } from '../../platform/http/actor-is.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import {
  type ShadowDivergenceView,
  ShadowsService,
  type ShadowView,
} from '../inbound-status/shadow/shadows.service.js';
import { PartnersService } from '../partners/partners.service.js';
import { type Page, pageOf } from './page.domain.js';
import { ShadowDivergencesQuery, ShadowDto } from './shadow.dto.js';
import { versionOf } from './version-of.js';

/** Versions that read real traffic beside the live one, for operators. */
@Controller('api/admin/partners/:slug/adapters/:version/shadow')
@UseGuards(OperatorGuard)
export class ShadowsController {
  constructor(
    private readonly partners: PartnersService,
    private readonly shadows: ShadowsService,
  ) {}

  @Post()
  @HttpCode(200)
  async start(
    @Param('slug') slug: string,
    @Param('version') version: string,
    @Body() { days }: ShadowDto,
    @ActorIs() actor: Actor,
  ): Promise<ShadowView> {
    return this.shadows.start(actor, await this.partners.find(slug), versionOf(version), days);
  }

  @Post('stop')
  @HttpCode(200)
  async stop(
    @Param('slug') slug: string,
    @Param('version') version: string,
    @ActorIs() actor: Actor,
  ): Promise<ShadowView> {
    return this.shadows.stop(actor, await this.partners.find(slug), versionOf(version));
  }

  @Get()
  async find(@Param('slug') slug: string, @Param('version') version: string): Promise<ShadowView> {
    return this.shadows.find(await this.partners.find(slug), versionOf(version));
  }

  /** What it reads otherwise, receipt by receipt, newest first. */
  @Get('receipts')
  async divergences(
    @Param('slug') slug: string,
    @Param('version') version: string,
    @Query() { class: kind, cursor, limit }: ShadowDivergencesQuery,
  ): Promise<Page<ShadowDivergenceView>> {
    const partner = await this.partners.find(slug);
    const choice = { kind: kind ?? null, before: cursor ?? null, limit: limit + 1 };
    const { items, total } = await this.shadows.divergences(partner, versionOf(version), choice);
    return pageOf(items, limit, total);
  }
}
