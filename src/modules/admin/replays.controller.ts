import { Body, Controller, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import type { Actor } from '../../platform/audit/audit.service.js';
import { ActorIs } from '../../platform/http/actor-is.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { type ReplayItemView, ReplaysService, type ReplayView } from '../inbound-status/replay/replays.service.js';
import { PartnersService } from '../partners/partners.service.js';
import { type Page, pageOf } from './page.domain.js';
import { ReplayDto, ReplayItemsQuery, ReplaysQuery } from './replay.dto.js';

/** Past receipts, read once more, for operators. */
@Controller('api/admin/replays')
@UseGuards(OperatorGuard)
export class ReplaysController {
  constructor(
    private readonly partners: PartnersService,
    private readonly replays: ReplaysService,
  ) {}

  @Get()
  async list(@Query() { partner, cursor, limit }: ReplaysQuery): Promise<Page<ReplayView>> {
    const partnerId = partner === undefined ? null : (await this.partners.find(partner)).id;
    const { runs, total } = await this.replays.list(partnerId, cursor ?? null, limit + 1);
    return pageOf(runs, limit, total);
  }

  /** The run goes on by itself; ask for it to see how far it is. */
  @Post()
  async start(@Body() { filter, adapterVersion, dryRun }: ReplayDto, @ActorIs() actor: Actor): Promise<ReplayView> {
    const { partner: slug, environment, from, to, receiptIds, ...rest } = filter;
    const partner = await this.partners.find(slug);
    return this.replays.start(actor, partner, {
      environment,
      from: from === undefined ? null : new Date(from),
      to: to === undefined ? null : new Date(to),
      filter: { ...given(rest), ...(receiptIds && { ids: receiptIds }) },
      adapterVersion: adapterVersion ?? null,
      dryRun,
    });
  }

  @Get(':id')
  find(@Param('id') id: string): Promise<ReplayView> {
    return this.replays.find(id);
  }

  /** What differs, receipt by receipt, in order of arrival. */
  @Get(':id/receipts')
  async items(@Param('id') id: string, @Query() query: ReplayItemsQuery): Promise<Page<ReplayItemView>> {
    const { class: kind = null, cursor, limit } = query;
    const { items, total } = await this.replays.items(id, kind, cursor ?? null, limit + 1);
    return pageOf(items, limit, total);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  cancel(@Param('id') id: string, @ActorIs() actor: Actor): Promise<ReplayView> {
    return this.replays.cancel(actor, id);
  }
}

/** Without what was not given. */
function given<Filter extends object>(filter: Filter): Partial<{ [Key in keyof Filter]: NonNullable<Filter[Key]> }> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as ReturnType<
    typeof given<Filter>
  >;
}
