import { Controller, HttpCode, Post, UseFilters, UseGuards } from '@nestjs/common';
import { HmacSignatureGuard } from '../../platform/http/hmac-signature.guard.js';
import { LetIn, SignedBy, type SignedCall } from '../../platform/http/signed-call.js';
import { WebhookRefusalFilter } from '../../platform/http/webhook-refusal.filter.js';
import { type CaseReply, CaseWebhooksService } from './case-webhooks.service.js';

/** CareValidate's webhook. Whole documents may lie in a body, hence its size; every byte of it is health data. */
@Controller('api/webhooks/case-events/:account')
@SignedBy({
  ...{ source: 'carevalidate', header: 'x-cv-signature', algorithm: 'sha256', prefix: '', anyCase: false },
  ...{ limit: 26_214_400, proofs: 'all', isProbe: () => false },
})
@UseGuards(HmacSignatureGuard)
@UseFilters(WebhookRefusalFilter)
export class CaseWebhooksController {
  constructor(private readonly webhooks: CaseWebhooksService) {}

  @Post()
  @HttpCode(200)
  receive(@LetIn() call: SignedCall): Promise<CaseReply> {
    return this.webhooks.record(call);
  }
}
