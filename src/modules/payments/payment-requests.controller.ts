import { Body, Controller, Headers, Post, UseGuards } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { ServiceTokenGuard } from '../../platform/http/api-token.guards.js';
import { CreatePaymentRequestDto } from './payment-request.dto.js';
import { type CreatedRequest, PaymentRequestsService } from './payment-requests.service.js';

const LONGEST_KEY = 255;

/** Payments that the app asks for. */
@Controller('api/payment-requests')
@UseGuards(ServiceTokenGuard)
export class PaymentRequestsController {
  constructor(private readonly requests: PaymentRequestsService) {}

  @Post()
  create(
    @Body() request: CreatePaymentRequestDto,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<CreatedRequest> {
    if (key !== undefined && (key === '' || key.length > LONGEST_KEY)) throw keyInvalid();
    return this.requests.create(request, key);
  }
}

function keyInvalid(): DomainError {
  const message = `Idempotency-Key must have 1 to ${LONGEST_KEY} characters.`;
  return new DomainError('malformed', 'idempotency_key_invalid', message);
}
