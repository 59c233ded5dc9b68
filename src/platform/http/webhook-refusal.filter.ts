import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable, Logger } from '@nestjs/common';
import { cutError } from '../logging/cut-error.js';
import { type Problem, problemOf } from './problem.js';
import { rememberedCall, type WebhookCall } from './signed-call.js';

/** Bound by the module that keeps receipts. */
export abstract class RefusedCalls {
  /** Keeps what a budget allows; whatever goes wrong stays there. */
  abstract keep(call: WebhookCall, problem: Pick<Problem, 'status' | 'code'>): Promise<void>;
}

/** A refusal whose bytes are kept under a receipt already. */
export class KeptRefusal extends Error {
  override readonly name = 'KeptRefusal';

  constructor(
    readonly refusal: Error,
    readonly receiptId: string,
  ) {
    super(refusal.message, { cause: refusal });
  }
}

/** Answers what is refused of a provider's webhooks, and has it kept. */
@Catch()
@Injectable()
export class WebhookRefusalFilter implements ExceptionFilter {
  readonly #logger = new Logger('webhooks');

  constructor(private readonly refused: RefusedCalls) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    await this.refuse(thrown, http.getRequest<IncomingMessage>(), http.getResponse<ServerResponse>());
  }

  async refuse(thrown: unknown, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const kept = thrown instanceof KeptRefusal ? thrown : null;
    const error = kept?.refusal ?? thrown;
    const problem = problemOf(error);
    const call = rememberedCall(request);
    if (problem.errorId)
      this.#logger.error({ event: 'webhook.failed', errorId: problem.errorId, err: cutError(error) });
    else if (!kept && call && problem.status !== 503) await this.refused.keep(call, problem);
    answer(response, problem, kept?.receiptId, request.complete);
  }
}

/** What is left of a body that was too large is not read: the connection ends with the answer. */
function answer(response: ServerResponse, problem: Problem, receiptId: string | undefined, complete: boolean): void {
  const { status, code, message, retryAfterSeconds, errorId } = problem;
  if (response.headersSent || response.destroyed) return;
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', retryAfterSeconds);
  if (!complete) response.setHeader('Connection', 'close');
  const more = { ...(errorId !== undefined && { errorId }), ...(receiptId !== undefined && { receiptId }) };
  const body = { type: `/problems/${code}`, title: message, status, code, ...more };
  const text = JSON.stringify(body);
  const type = 'application/problem+json; charset=utf-8';
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) }).end(text);
}
