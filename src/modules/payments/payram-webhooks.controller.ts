import { Controller, Get, HttpCode, Post, UseFilters, UseGuards } from '@nestjs/common';
import { HmacSignatureGuard } from '../../platform/http/hmac-signature.guard.js';
import { LetIn, type SignatureScheme, SignedBy, type SignedCall } from '../../platform/http/signed-call.js';
import { WebhookRefusalFilter } from '../../platform/http/webhook-refusal.filter.js';
import { isPayramProbe } from './payram-probe.domain.js';
import { ProviderWebhooksService, type WebhookReply } from './provider-webhooks.service.js';

export const PAYRAM_SCHEME: SignatureScheme = {
  ...{ source: 'payram', header: 'x-payram-signature', algorithm: 'sha256', prefix: 'sha256=', anyCase: false },
  ...{ limit: 1_048_576, isProbe: isPayramProbe },
};

/** PayRam's webhook. Its older pages have it as a GET with a JSON body; nothing is ever read from the query. */
@Controller('api/webhooks/payram/:account')
@SignedBy(PAYRAM_SCHEME)
@UseGuards(HmacSignatureGuard)
@UseFilters(WebhookRefusalFilter)
export class PayramWebhooksController {
  constructor(private readonly webhooks: ProviderWebhooksService) {}

  @Post()
  @HttpCode(200)
  receive(@LetIn() call: SignedCall): Promise<WebhookReply> {
    return this.webhooks.record(call);
  }

  @Get()
  receiveGet(@LetIn() call: SignedCall): Promise<WebhookReply> {
    return this.webhooks.record(call);
  }
}
