import { Body, Controller, Get, Put, UseGuards } from '@nestjs/common';
import type { Actor } from '../../platform/audit/audit.service.js';
import { ActorIs } from '../../platform/http/actor-is.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { CasesService, type LawFirmView, type MassTortView } from '../cases/cases.service.js';
import { LifecycleService, type StatusView } from '../lifecycle/lifecycle.service.js';
import { LawFirmDto, MassTortDto, StatusDto } from './catalogue.dto.js';
import { type Page, wholeList } from './page.domain.js';

/** Mass torts, law firms and canonical statuses, for operators. What is put is added, or changed if it is there. */
@Controller('api/admin')
@UseGuards(OperatorGuard)
export class CatalogueController {
  constructor(
    private readonly cases: CasesService,
    private readonly lifecycle: LifecycleService,
  ) {}

  @Get('mass-torts')
  async massTorts(): Promise<Page<MassTortView>> {
    return wholeList(await this.cases.listMassTorts());
  }

  @Put('mass-torts')
  putMassTort(@Body() { slug, ...massTort }: MassTortDto, @ActorIs() actor: Actor): Promise<MassTortView> {
    return this.cases.putMassTort(actor, slug, massTort);
  }

  @Get('law-firms')
  async lawFirms(): Promise<Page<LawFirmView>> {
    return wholeList(await this.cases.listLawFirms());
  }

  @Put('law-firms')
  putLawFirm(@Body() { name, aliases }: LawFirmDto, @ActorIs() actor: Actor): Promise<LawFirmView> {
    return this.cases.putLawFirm(actor, name, aliases);
  }

  @Get('statuses')
  async statuses(): Promise<Page<StatusView>> {
    return wholeList(await this.lifecycle.list());
  }

  @Put('statuses')
  putStatus(@Body() { code, ...status }: StatusDto, @ActorIs() actor: Actor): Promise<StatusView> {
    return this.lifecycle.put(actor, code, status);
  }
}
