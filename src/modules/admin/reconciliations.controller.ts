import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, UseGuards, UseInterceptors } from '@nestjs/common';
import type { Request } from 'express';
import { DomainError } from '../../kernel/domain-error.js';
import type { Actor } from '../../platform/audit/audit.service.js';
import { ActorIs } from '../../platform/http/actor-is.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { ReconciliationsService } from '../payments/reconciliation/reconciliations.service.js';
import {
  type DifferenceView,
  type ReportDetail,
  ReportsService,
  type ReportView,
} from '../payments/reconciliation/reports.service.js';
import { ListInterceptor } from './list.interceptor.js';
import { filterOf, type List } from './list-answer.js';
import {
  DifferencesQuery,
  ReconciliationDto,
  ReconciliationsQuery,
  ResolveDto,
  SignOffDto,
} from './reconciliation.dto.js';

const COLUMNS = [
  ...(['id', 'createdAt', 'provider', 'account', 'kind', 'source', 'state', 'since', 'until', 'differences'] as const),
  ...(['sha256', 'error', 'requestedBy', 'finishedAt', 'signedOffBy', 'signedOffAt', 'totals'] as const),
] as const;

const DIFFERENCE_COLUMNS = [
  ...(['no', 'bucket', 'reference', 'paymentId', 'asset', 'network', 'ours.status', 'theirs.status'] as const),
  ...(['ours.amount', 'theirs.amount', 'ours.filled', 'theirs.filled', 'ours.txHash', 'theirs.txHash'] as const),
  ...(['firstSeenAt', 'resolvedAt', 'resolvedBy', 'note'] as const),
] as const;

/** What we have against what providers have, for operators. */
@Controller('api/admin/reconciliations')
@UseGuards(OperatorGuard)
export class ReconciliationsController {
  constructor(
    private readonly reconciliations: ReconciliationsService,
    private readonly reports: ReportsService,
  ) {}

  @Get()
  @UseInterceptors(ListInterceptor)
  list(@Query() query: ReconciliationsQuery): List<ReportView> {
    const filter = filterOf(query);
    return {
      query,
      columns: COLUMNS,
      find: (before, limit) => this.reports.search(filter, before, limit),
      total: () => this.reports.count(filter),
    };
  }

  /** Compares with the provider's own list; the report comes when it is done. */
  @Post()
  @HttpCode(202)
  async request(@ActorIs() actor: Actor, @Body() wanted: ReconciliationDto): Promise<ReportDetail> {
    return this.reports.find(await this.reconciliations.request(actor, wanted));
  }

  /** The same with a list that was exported at the provider, as `text/csv`. */
  @Post('files')
  @HttpCode(202)
  async upload(
    @ActorIs() actor: Actor,
    @Query() wanted: ReconciliationDto,
    @Req() request: Request,
  ): Promise<ReportDetail> {
    return this.reports.find(await this.reconciliations.upload(actor, wanted, csvOf(request)));
  }

  @Get(':id')
  find(@Param('id') id: string): Promise<ReportDetail> {
    return this.reports.find(id);
  }

  /** In the order of the report, the first one first. */
  @Get(':id/differences')
  @UseInterceptors(ListInterceptor)
  differences(@Param('id') id: string, @Query() query: DifferencesQuery): List<DifferenceView> {
    const { bucket, resolved } = query;
    const filter = { ...(bucket && { bucket }), ...(resolved && { resolved: resolved === 'true' }) };
    return {
      query,
      columns: DIFFERENCE_COLUMNS,
      find: (after, limit) => this.reports.differences(id, filter, Number.parseInt(after ?? '0', 10), limit),
      total: () => this.reports.countDifferences(id, filter),
    };
  }

  /** Whether the report is what its hash says. */
  @Get(':id/verification')
  verify(@Param('id') id: string): Promise<{ readonly sha256: string; readonly isIntact: boolean }> {
    return this.reports.verify(id);
  }

  /** Says what became of differences. */
  @Post(':id/resolutions')
  @HttpCode(200)
  async resolve(
    @ActorIs() actor: Actor,
    @Param('id') id: string,
    @Body() { numbers, note }: ResolveDto,
  ): Promise<ReportDetail> {
    await this.reports.resolve(actor, id, numbers, note);
    return this.reports.find(id);
  }

  /** Says that the report is done with; whoever resolved something of it may not. */
  @Post(':id/sign-off')
  @HttpCode(200)
  async signOff(@ActorIs() actor: Actor, @Param('id') id: string, @Body() { note }: SignOffDto): Promise<ReportDetail> {
    await this.reports.signOff(actor, id, note ?? null);
    return this.reports.find(id);
  }
}

/** @throws DomainError `csv_expected` */
function csvOf(request: Request): AsyncIterable<Buffer> {
  const isPlain = (request.headers['content-encoding'] ?? 'identity') === 'identity';
  if (request.is('text/csv') && isPlain) return request;
  throw new DomainError('unsupported_media', 'csv_expected', 'Send the list as text/csv, in UTF-8 and uncompressed.');
}
