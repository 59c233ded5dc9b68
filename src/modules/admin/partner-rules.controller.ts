import { Body, Controller, Delete, Get, Param, Put, Query, UseGuards } from '@nestjs/common';
import type { Actor } from '../../platform/audit/audit.service.js';
import { ActorIs } from '../../platform/http/actor-is.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { CasesService, type PartnerCaseView } from '../cases/cases.service.js';
import { LifecycleService } from '../lifecycle/lifecycle.service.js';
import { PartnersService } from '../partners/partners.service.js';
import { ListOf } from './list.pipe.js';
import { type Page, wholeList } from './page.domain.js';
import { PartnerCaseDto, RawStatusQuery } from './partner.dto.js';

type StatusMap = Record<string, string | null>;

/** What a partner's statuses mean and which cases it handles, for operators. */
@Controller('api/admin/partners/:slug')
@UseGuards(OperatorGuard)
export class PartnerRulesController {
  constructor(
    private readonly partners: PartnersService,
    private readonly lifecycle: LifecycleService,
    private readonly cases: CasesService,
  ) {}

  @Get('status-map')
  async statusMap(@Param('slug') slug: string): Promise<StatusMap> {
    const { id } = await this.partners.find(slug);
    return this.lifecycle.statusMap(id);
  }

  /** The members of the body are the partner's own words, so its shape is checked where they are read. */
  @Put('status-map')
  async putStatusMap(@Param('slug') slug: string, @Body() map: unknown, @ActorIs() actor: Actor): Promise<StatusMap> {
    const { id } = await this.partners.find(slug);
    return this.lifecycle.putStatusMap(actor, id, map);
  }

  /** Takes one raw status out of the map, `Status | Sub-status` with a sub-status, in any spelling. */
  @Delete('status-map')
  async forgetStatus(
    @Param('slug') slug: string,
    @Query() { rawStatus }: RawStatusQuery,
    @ActorIs() actor: Actor,
  ): Promise<StatusMap> {
    const { id } = await this.partners.find(slug);
    return this.lifecycle.forgetStatus(actor, id, rawStatus);
  }

  @Get('cases')
  async partnerCases(@Param('slug') slug: string): Promise<Page<PartnerCaseView>> {
    const { id } = await this.partners.find(slug);
    return wholeList(await this.cases.casesOfPartner(id));
  }

  /** Replaces the whole list. */
  @Put('cases')
  async putPartnerCases(
    @Param('slug') slug: string,
    @Body(new ListOf(PartnerCaseDto)) cases: PartnerCaseDto[],
    @ActorIs() actor: Actor,
  ): Promise<Page<PartnerCaseView>> {
    return wholeList(await this.cases.putPartnerCases(actor, await this.partners.find(slug), cases));
  }
}
