import { Injectable } from '@nestjs/common';
import { pathOf } from '../../platform/http/front-door.js';
import type { Problem } from '../../platform/http/problem.js';
import type { WebhookCall } from '../../platform/http/signed-call.js';
import type { RefusedCalls } from '../../platform/http/webhook-refusal.filter.js';
import { IntakeService } from './intake.service.js';

/** Keeps what is refused of providers' webhooks. */
@Injectable()
export class RefusedCallsService implements RefusedCalls {
  constructor(private readonly intake: IntakeService) {}

  async keep(call: WebhookCall, { status, code }: Pick<Problem, 'status' | 'code'>): Promise<void> {
    const { source, method, headers, body, receivedAt, address } = call;
    const path = pathOf(call.path);
    const arrival = { source, receivedAt, method, path, contentType: headers['content-type'], body };
    const verdict = status === 401 ? 'unauthenticated' : 'refused';
    await this.intake.recordRefused(arrival, { verdict, reason: code, httpStatus: status }, address);
  }
}
