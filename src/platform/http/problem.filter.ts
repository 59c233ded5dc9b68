import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { Response } from 'express';
import { cutError } from '../logging/cut-error.js';
import { problemOf } from './problem.js';

/** Answers any error of our own API as `application/problem+json` (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const { status, code, message, issues, retryAfterSeconds, errorId } = problemOf(error);
    if (errorId) this.#logger.error({ event: 'http.accident', errorId, err: cutError(error) });
    if (response.headersSent) {
      response.end();
      return;
    }
    if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', retryAfterSeconds);
    if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    const more = { ...(issues.length > 0 && { issues }), ...(errorId !== undefined && { errorId }) };
    const body = { type: `/problems/${code}`, title: message, status, code, ...more };
    response.status(status).type('application/problem+json').send(JSON.stringify(body));
  }
}
