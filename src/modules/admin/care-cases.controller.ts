import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Query,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import type { Actor } from '../../platform/audit/audit.service.js';
import { ActorIs } from '../../platform/http/actor-is.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { type CareCaseDetail, type CareCaseSummary, CareCasesService } from '../case-events/care-cases.service.js';
import { CareDeskService, type RevealedEvent } from '../case-events/care-desk.service.js';
import { CareCasesQuery, LinkCareCaseDto } from './care-case.dto.js';
import { ListInterceptor } from './list.interceptor.js';
import { filterOf, type List } from './list-answer.js';
import { RevealDto } from './receipt.dto.js';

const COLUMNS = [
  ...(['id', 'createdAt', 'account', 'reference', 'status', 'isArchived', 'closedAt', 'archiveReason'] as const),
  ...(['userId', 'leadId', 'linkedAt', 'linkedBy', 'lastEventAt', 'updatedAt'] as const),
] as const;

/** Cases at CareValidate, for operators: what happened when, and nothing about anybody's health. */
@Controller('api/admin')
@UseGuards(OperatorGuard)
export class CareCasesController {
  constructor(
    private readonly cases: CareCasesService,
    private readonly desk: CareDeskService,
  ) {}

  @Get('care-cases')
  @UseInterceptors(ListInterceptor)
  list(@Query() query: CareCasesQuery): List<CareCaseSummary> {
    const { unlinked, ...rest } = filterOf(query);
    const filter = unlinked === undefined ? rest : { ...rest, unlinked: true as const };
    return {
      query,
      columns: COLUMNS,
      find: (before, limit) => this.cases.search(filter, before, limit),
      total: () => this.cases.count(filter),
    };
  }

  @Get('care-cases/:id')
  find(@Param('id') id: string): Promise<CareCaseDetail> {
    return this.cases.find(id);
  }

  /** Says whose case it is; its payments follow. */
  @Post('care-cases/:id/link')
  @HttpCode(200)
  async link(
    @Param('id') id: string,
    @Body() { leadId, reason }: LinkCareCaseDto,
    @ActorIs() actor: Actor,
  ): Promise<CareCaseDetail> {
    await this.desk.link(actor, id, leadId, reason);
    return this.cases.find(id);
  }

  /** What an event said, which is health data; the audit keeps who looked and why. */
  @Post('care-events/:id/reveal')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  reveal(@Param('id') id: string, @Body() { reason }: RevealDto, @ActorIs() actor: Actor): Promise<RevealedEvent> {
    return this.desk.reveal(actor, id, reason);
  }
}
