import { Body, Controller, Get, HttpCode, Param, Post, Put, UseGuards } from '@nestjs/common';
import type { Actor } from '../../platform/audit/audit.service.js';
import { ActorIs } from '../../platform/http/actor-is.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { DeclaredStatusesService } from '../lifecycle/declared-statuses.service.js';
import { type DeclaredMeaning, DeclaredMeaningsService } from '../onboarding/declared-meanings.service.js';
import { type Checklist, OnboardingService } from '../onboarding/onboarding.service.js';
import { type TestLead, TestLeadsService } from '../onboarding/test-leads.service.js';
import { PartnersService } from '../partners/partners.service.js';
import { type Page, wholeList } from './page.domain.js';
import { TestLeadDto } from './partner.dto.js';

/** How far a partner is before leads of people are sent to it, for operators. */
@Controller('api/admin/partners/:slug')
@UseGuards(OperatorGuard)
export class OnboardingController {
  constructor(
    private readonly partners: PartnersService,
    private readonly declared: DeclaredStatusesService,
    private readonly meanings: DeclaredMeaningsService,
    private readonly onboarding: OnboardingService,
    private readonly testLeads: TestLeadsService,
  ) {}

  @Get('checklist')
  checklist(@Param('slug') slug: string): Promise<Checklist> {
    return this.onboarding.checklist(slug);
  }

  /** Waits for the first attempt. */
  @Post('test-lead')
  @HttpCode(200)
  sendTestLead(@Param('slug') slug: string, @Body() asked: TestLeadDto, @ActorIs() actor: Actor): Promise<TestLead> {
    return this.testLeads.send(actor, slug, asked);
  }

  /** The raw statuses that the partner says it sends, and what each would mean. */
  @Get('statuses')
  async statuses(@Param('slug') slug: string): Promise<Page<DeclaredMeaning>> {
    const { id } = await this.partners.find(slug);
    return wholeList(await this.meanings.of(id));
  }

  /** Replaces the whole list. Its items are the partner's own words, so its shape is checked where they are read. */
  @Put('statuses')
  async putStatuses(
    @Param('slug') slug: string,
    @Body() list: unknown,
    @ActorIs() actor: Actor,
  ): Promise<Page<DeclaredMeaning>> {
    const partner = await this.partners.find(slug);
    await this.declared.put(actor, partner, list);
    return wholeList(await this.meanings.of(partner.id));
  }
}
