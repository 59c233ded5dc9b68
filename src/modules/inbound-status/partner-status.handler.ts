import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Clock } from '../../kernel/clock.js';
import { AccessTokenGuard } from '../../platform/http/access-token.guard.js';
import { FrontDoor, pathOf } from '../../platform/http/front-door.js';
import { problemOf } from '../../platform/http/problem.js';
import { readBody } from '../../platform/http/read-body.js';
import { cutError } from '../../platform/logging/cut-error.js';
import { type Arrival, IntakeService } from '../intake/intake.service.js';
import { DryRunService } from './dry-run.service.js';
import { InboundStatusService, KeptRefusal } from './inbound-status.service.js';
import { type PartnerReply, replyTo, replyToProblem, send } from './partner-reply.js';

const PARTNER_STATUS_PATH = '/api/webhooks/partner-status';
const LIMIT = 1_048_576;
const SOURCE = 'partner-status';

/**
 * The webhook that partners call, and its dry run: the public contract's codes and bodies. It stands before Nest's
 * router, because it is the path that has to be fast; the rules it applies are the guard's and the services'.
 */
@Injectable()
export class PartnerStatusHandler implements OnModuleInit {
  readonly #logger = new Logger('inbound-status');

  constructor(
    private readonly host: HttpAdapterHost<FrontDoor>,
    private readonly clock: Clock,
    private readonly guard: AccessTokenGuard,
    private readonly intake: IntakeService,
    private readonly statuses: InboundStatusService,
    private readonly dryRuns: DryRunService,
  ) {}

  onModuleInit(): void {
    const door = this.host.httpAdapter;
    door.route(PARTNER_STATUS_PATH, (request, response) => {
      void this.#answer(request, response, (arrival) => this.#receive(request, arrival));
    });
    door.route(`${PARTNER_STATUS_PATH}/test`, (request, response) => {
      void this.#answer(request, response, (arrival) => this.#rehearse(request, arrival));
    });
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    work: (arrival: Arrival) => Promise<PartnerReply>,
  ): Promise<void> {
    const started = performance.now();
    const reply = request.method === 'POST' ? await this.#reply(request, work) : METHOD_NOT_ALLOWED;
    // What is left of a body that was too large is not read: the connection ends with the answer.
    if (!request.complete) response.setHeader('Connection', 'close');
    send(response, reply);
    const durationMs = Math.round(performance.now() - started);
    const path = pathOf(request.url);
    this.#logger.log({ event: 'http.request', method: request.method, path, status: reply.status, durationMs });
  }

  async #reply(request: IncomingMessage, work: (arrival: Arrival) => Promise<PartnerReply>): Promise<PartnerReply> {
    let arrival = this.#arrival(request, Buffer.alloc(0));
    try {
      arrival = this.#arrival(request, await readBody(request, LIMIT));
      return await work(arrival);
    } catch (error) {
      return this.#refuse(error, arrival, request.socket.remoteAddress ?? 'unknown');
    }
  }

  async #receive(request: IncomingMessage, arrival: Arrival): Promise<PartnerReply> {
    const caller = await this.guard.identify(request);
    return replyTo(await this.statuses.record(caller, arrival));
  }

  async #rehearse(request: IncomingMessage, arrival: Arrival): Promise<PartnerReply> {
    const caller = await this.guard.identify(request);
    return { status: 200, body: await this.dryRuns.rehearse(caller, arrival) };
  }

  async #refuse(error: unknown, arrival: Arrival, address: string): Promise<PartnerReply> {
    if (error instanceof KeptRefusal) return replyToProblem(problemOf(error.refusal), error.receiptId);
    const problem = problemOf(error);
    if (problem.errorId)
      this.#logger.error({ event: 'inbound_status.failed', errorId: problem.errorId, err: cutError(error) });
    else if (arrival.path === PARTNER_STATUS_PATH && problem.status !== 503) {
      const verdict = problem.status === 401 ? 'unauthenticated' : 'refused';
      await this.intake.recordRefused(arrival, { verdict, reason: problem.code, httpStatus: problem.status }, address);
    }
    return replyToProblem(problem, null);
  }

  #arrival(request: IncomingMessage, body: Buffer): Arrival {
    const { method, url, headers } = request;
    const receivedAt = this.clock.now();
    return {
      source: SOURCE,
      receivedAt,
      method: method ?? '',
      path: pathOf(url),
      contentType: headers['content-type'],
      body,
    };
  }
}

const METHOD_NOT_ALLOWED: PartnerReply = {
  status: 405,
  headers: { Allow: 'POST' },
  body: { Status: 'error', Code: 'method_not_allowed', Message: 'Send a POST request.' },
};
