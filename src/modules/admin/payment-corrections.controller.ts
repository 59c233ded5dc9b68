import { Body, Controller, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import type { Actor } from '../../platform/audit/audit.service.js';
import { ActorIs } from '../../platform/http/actor-is.js';
import { OperatorGuard } from '../../platform/http/api-token.guards.js';
import { PaymentCorrectionsService } from '../payments/payment-corrections.service.js';
import { type PaymentDetail, PaymentsService } from '../payments/payments.service.js';
import { ClawBackPaymentDto, MovePaymentDto, RefundPaymentDto } from './payment.dto.js';

/** What operators put right about a payment; each answers the payment as it is then. */
@Controller('api/admin/payments/:id')
@UseGuards(OperatorGuard)
export class PaymentCorrectionsController {
  constructor(
    private readonly payments: PaymentsService,
    private readonly corrections: PaymentCorrectionsService,
  ) {}

  /** Money was given back to who sent it. */
  @Post('refunds')
  @HttpCode(200)
  async refund(
    @ActorIs() actor: Actor,
    @Param('id') id: string,
    @Body() { refundId: reference, amount, reason }: RefundPaymentDto,
  ): Promise<PaymentDetail> {
    await this.corrections.refund(actor, id, { reference, amount, reason });
    return this.payments.find(id);
  }

  /** The provider took back what it had paid. */
  @Post('claw-backs')
  @HttpCode(200)
  async clawBack(
    @ActorIs() actor: Actor,
    @Param('id') id: string,
    @Body() back: ClawBackPaymentDto,
  ): Promise<PaymentDetail> {
    await this.corrections.clawBack(actor, id, back);
    return this.payments.find(id);
  }

  /** It is somebody else's, or for another lead. */
  @Post('move')
  @HttpCode(200)
  async move(
    @ActorIs() actor: Actor,
    @Param('id') id: string,
    @Body() { userId, leadId = null, reason }: MovePaymentDto,
  ): Promise<PaymentDetail> {
    await this.corrections.move(actor, id, { userId, leadId, reason });
    return this.payments.find(id);
  }
}
