import { Body, Controller, Get, HttpCode, Param, Post, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import type { Actor } from '../../platform/audit/audit.service.js';
import { ActorIs } from '../../platform/http/actor-is.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { type BalanceLine, BalanceService } from '../payments/balance.service.js';
import { PaymentDecisionsService } from '../payments/payment-decisions.service.js';
import {
  type PaymentDetail,
  type PaymentFilter,
  type PaymentSummary,
  PaymentsService,
} from '../payments/payments.service.js';
import { type Proposal, ProposalsService } from '../payments/proposals.service.js';
import { ListInterceptor } from './list.interceptor.js';
import { filterOf, type List } from './list-answer.js';
import { type Page, wholeList } from './page.domain.js';
import { AcceptPaymentDto, BalanceQuery, LinkPaymentDto, PaymentsQuery } from './payment.dto.js';

const COLUMNS = [
  ...(['id', 'createdAt', 'provider', 'account', 'kind', 'reference', 'status', 'asset', 'network', 'filled'] as const),
  ...(['received', 'credited', 'refunded', 'reversed', 'balance', 'userId', 'leadId', 'exceptions', 'held'] as const),
  ...(['reported', 'txUrl', 'lastEventAt', 'updatedAt', 'actions'] as const),
] as const;

/** Payments, and those that wait for somebody, for operators. */
@Controller('api/admin/payments')
@UseGuards(OperatorGuard)
export class PaymentsController {
  constructor(
    private readonly payments: PaymentsService,
    private readonly decisions: PaymentDecisionsService,
    private readonly balances: BalanceService,
    private readonly proposals: ProposalsService,
  ) {}

  @Get()
  @UseInterceptors(ListInterceptor)
  list(@Query() query: PaymentsQuery): List<PaymentSummary> {
    return this.#listOf(query, filterOf(query));
  }

  /** Those with an open exception, or whose effects wait: the queue that people work through. */
  @Get('exceptions')
  @UseInterceptors(ListInterceptor)
  exceptions(@Query() query: PaymentsQuery): List<PaymentSummary> {
    return this.#listOf(query, { ...filterOf(query), troubled: true });
  }

  /** What came in on a day and where it is, a line for each asset and network. */
  @Get('balance')
  async balance(@Query() { day, ...account }: BalanceQuery): Promise<Page<BalanceLine>> {
    return wholeList(await this.balances.ofDay(day, account));
  }

  @Get(':id')
  find(@Param('id') id: string): Promise<PaymentDetail> {
    return this.payments.find(id);
  }

  /** Requests that money of nobody may answer, the best first, each with why. Nothing is linked by them. */
  @Get(':id/proposals')
  async propose(@Param('id') id: string): Promise<Page<Proposal>> {
    return wholeList(await this.proposals.of(id));
  }

  /** Lets go what waits, and closes what is open. */
  @Post(':id/accept')
  @HttpCode(200)
  async accept(
    @ActorIs() actor: Actor,
    @Param('id') id: string,
    @Body() { reason }: AcceptPaymentDto,
  ): Promise<PaymentDetail> {
    await this.decisions.accept(actor, id, reason);
    return this.payments.find(id);
  }

  /** Says whose payment it is. */
  @Post(':id/link')
  @HttpCode(200)
  async link(
    @ActorIs() actor: Actor,
    @Param('id') id: string,
    @Body() { requestId, reason }: LinkPaymentDto,
  ): Promise<PaymentDetail> {
    await this.decisions.link(actor, id, requestId, reason);
    return this.payments.find(id);
  }

  /** Asks the provider now. */
  @Post(':id/recheck')
  @HttpCode(200)
  async recheck(@Param('id') id: string): Promise<PaymentDetail> {
    await this.decisions.recheck(id);
    return this.payments.find(id);
  }

  #listOf(query: PaymentsQuery, filter: PaymentFilter): List<PaymentSummary> {
    return {
      query,
      columns: COLUMNS,
      find: (before, limit) => this.payments.search(filter, before, limit),
      total: () => this.payments.count(filter),
    };
  }
}
