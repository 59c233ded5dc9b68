import { Body, Controller, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import type { Actor } from '../../platform/audit/audit.service.js';
import { ActorIs } from '../../platform/http/actor-is.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { type Confirmed, type Linked, ParkedLinksService } from '../inbound-status/parked-links.service.js';
import { type ParkedGroupView, type ParkedItem, ParkedQueueService } from '../inbound-status/parked-queue.service.js';
import { ParkedRejectionsService, type Rejected } from '../inbound-status/parked-rejections.service.js';
import { type Mapped, ParkedWorkService, type Retried } from '../inbound-status/parked-work.service.js';
import { type Page, pageOf } from './page.domain.js';
import { PageQuery } from './page.dto.js';
import { ConfirmDto, DiscardDto, LinkDto, MapDto, ParkedQuery } from './parked.dto.js';

/** What waits for somebody, by cause, and what can be done about it, for operators. */
@Controller('api/admin/parked')
@UseGuards(OperatorGuard)
export class ParkedController {
  constructor(
    private readonly queue: ParkedQueueService,
    private readonly work: ParkedWorkService,
    private readonly links: ParkedLinksService,
    private readonly rejections: ParkedRejectionsService,
  ) {}

  /** At most 500 groups, those with the newest news first. */
  @Get()
  async groups(@Query() filter: ParkedQuery): Promise<Page<ParkedGroupView>> {
    return { ...(await this.queue.groups(filter)), nextCursor: null };
  }

  @Get(':group')
  async list(@Param('group') group: string, @Query() { cursor, limit }: PageQuery): Promise<Page<ParkedItem>> {
    const { items, total } = await this.queue.list(group, cursor ?? null, limit + 1);
    return pageOf(items, limit, total);
  }

  @Post(':group/map')
  @HttpCode(200)
  map(
    @Param('group') group: string,
    @Body() { canonicalStatus, dryRun }: MapDto,
    @ActorIs() actor: Actor,
  ): Promise<Mapped> {
    return this.work.map(actor, group, canonicalStatus ?? null, dryRun);
  }

  @Post(':group/retry')
  @HttpCode(200)
  retryGroup(@Param('group') group: string): Promise<Retried> {
    return this.work.retryGroup(group);
  }

  @Post(':group/discard')
  @HttpCode(200)
  discardGroup(
    @Param('group') group: string,
    @Body() { reason }: DiscardDto,
    @ActorIs() actor: Actor,
  ): Promise<{ discarded: number }> {
    return this.work.discardGroup(actor, group, reason);
  }

  @Post('items/:id/link')
  @HttpCode(200)
  link(@Param('id') id: string, @Body() { leadId, dryRun }: LinkDto, @ActorIs() actor: Actor): Promise<Linked> {
    return this.links.link(actor, { id, dryRun }, leadId.toLowerCase());
  }

  @Post('items/:id/confirm')
  @HttpCode(200)
  confirm(@Param('id') id: string, @Body() { dryRun }: ConfirmDto, @ActorIs() actor: Actor): Promise<Confirmed> {
    return this.links.confirm(actor, { id, dryRun });
  }

  @Post('items/:id/reject')
  @HttpCode(200)
  reject(@Param('id') id: string, @Body() { reason }: DiscardDto, @ActorIs() actor: Actor): Promise<Rejected> {
    return this.rejections.reject(actor, id, reason);
  }

  @Post('items/:id/retry')
  @HttpCode(200)
  retry(@Param('id') id: string): Promise<Retried> {
    return this.work.retryItem(id);
  }

  @Post('items/:id/discard')
  @HttpCode(200)
  discard(
    @Param('id') id: string,
    @Body() { reason }: DiscardDto,
    @ActorIs() actor: Actor,
  ): Promise<{ discarded: number }> {
    return this.work.discardItem(actor, id, reason);
  }
}
