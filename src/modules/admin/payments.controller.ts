import { Body, Controller, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import type { Actor } from '../../platform/audit/audit.service.js';
import { ActorIs } from '../../platform/http/actor-is.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { PaymentDecisionsService } from '../payments/payment-decisions.service.js';
import { type PaymentDetail, type PaymentSummary, PaymentsService } from '../payments/payments.service.js';
import { type Page, pageOf } from './page.domain.js';
import { AcceptPaymentDto, LinkPaymentDto, PaymentsQuery } from './payment.dto.js';

/** Payments, and those that wait for somebody, for operators. */
@Controller('api/admin/payments')
@UseGuards(OperatorGuard)
export class PaymentsController {
  constructor(
    private readonly payments: PaymentsService,
    private readonly decisions: PaymentDecisionsService,
  ) {}

  @Get()
  async list(@Query() { cursor, limit, ...filter }: PaymentsQuery): Promise<Page<PaymentSummary>> {
    const { payments, total } = await this.payments.search(filter, cursor ?? null, limit + 1);
    return pageOf(payments, limit, total);
  }

  /** Those with an open exception, or whose effects wait: the queue that people work through. */
  @Get('exceptions')
  async exceptions(@Query() { cursor, limit, ...filter }: PaymentsQuery): Promise<Page<PaymentSummary>> {
    const { payments, total } = await this.payments.search({ ...filter, troubled: true }, cursor ?? null, limit + 1);
    return pageOf(payments, limit, total);
  }

  @Get(':id')
  find(@Param('id') id: string): Promise<PaymentDetail> {
    return this.payments.find(id);
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
}
