import { Controller, HttpCode, Post, UseFilters, UseGuards } from '@nestjs/common';
import { HmacSignatureGuard } from '../../platform/http/hmac-signature.guard.js';
import { LetIn, type SignatureScheme, SignedBy, type SignedCall } from '../../platform/http/signed-call.js';
import { WebhookRefusalFilter } from '../../platform/http/webhook-refusal.filter.js';
import { ProviderWebhooksService, type WebhookReply } from './provider-webhooks.service.js';

export const PAIDLYS_SCHEME: SignatureScheme = {
  ...{ source: 'paidlys', header: 'signature', algorithm: 'sha512', prefix: '', anyCase: true },
  ...{ limit: 1_048_576, isProbe: () => false },
};

/** PaidLys' webhook. It may be sent once only: nothing stands between the guard and the commit. */
@Controller('api/webhooks/paidlys/:account')
@SignedBy(PAIDLYS_SCHEME)
@UseGuards(HmacSignatureGuard)
@UseFilters(WebhookRefusalFilter)
export class PaidlysWebhooksController {
  constructor(private readonly webhooks: ProviderWebhooksService) {}

  @Post()
  @HttpCode(200)
  receive(@LetIn() call: SignedCall): Promise<WebhookReply> {
    return this.webhooks.record(call);
  }
}
