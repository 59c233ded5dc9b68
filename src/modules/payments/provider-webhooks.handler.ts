import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { FrontDoor, pathOf } from '../../platform/http/front-door.js';
import { HmacSignatureGuard } from '../../platform/http/hmac-signature.guard.js';
import type { SignatureScheme } from '../../platform/http/signed-call.js';
import { WebhookRefusalFilter } from '../../platform/http/webhook-refusal.filter.js';
import { PAIDLYS_SCHEME } from './paidlys-webhooks.controller.js';
import { PAYRAM_SCHEME } from './payram-webhooks.controller.js';
import { ProviderWebhooksService } from './provider-webhooks.service.js';

const SCHEMES: readonly SignatureScheme[] = [PAYRAM_SCHEME, PAIDLYS_SCHEME];
const ACCOUNT = /^[a-z0-9-]+$/;

/**
 * Payment providers' POSTs, before Nest's router: by the same guard, the same service and the same refusals as the
 * controllers, which take everything else (PayRam's GET, odd paths). An empty Nest handler alone is slower than this whole path may be.
 */
@Injectable()
export class ProviderWebhooksHandler implements OnModuleInit {
  readonly #logger = new Logger('payments');

  constructor(
    private readonly host: HttpAdapterHost<FrontDoor>,
    private readonly guard: HmacSignatureGuard,
    private readonly filter: WebhookRefusalFilter,
    private readonly webhooks: ProviderWebhooksService,
  ) {}

  onModuleInit(): void {
    for (const scheme of SCHEMES) {
      const prefix = `/api/webhooks/${scheme.source}/`;
      const fits = (method: string, path: string) =>
        method === 'POST' && path.startsWith(prefix) && ACCOUNT.test(path.slice(prefix.length));
      this.host.httpAdapter.routeWhere(fits, (request, response) => {
        void this.#answer(scheme, prefix.length, request, response);
      });
    }
  }

  async #answer(
    scheme: SignatureScheme,
    from: number,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const started = performance.now();
    const path = pathOf(request.url);
    try {
      const caller = { account: path.slice(from), address: this.host.httpAdapter.callerOf(request) };
      const text = JSON.stringify(await this.webhooks.record(await this.guard.letIn(scheme, request, caller)));
      const type = 'application/json; charset=utf-8';
      response.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) }).end(text);
    } catch (error) {
      await this.filter.refuse(error, request, response);
    }
    const durationMs = Math.round(performance.now() - started);
    const { method } = request;
    this.#logger.log({ event: 'http.request', method, path, status: response.statusCode, durationMs });
  }
}
