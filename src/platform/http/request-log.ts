import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { pathOf } from './front-door.js';

const ID = /^[\w.-]{1,100}$/;

/** One line a request, at its end: path without query, since a query may hold a token. */
export function requestLog(): (request: Request, response: Response, next: NextFunction) => void {
  const logger = new Logger('http');
  return (request, response, next) => {
    const started = performance.now();
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && ID.test(given) ? given : randomUUID();
    response.setHeader('x-request-id', requestId);
    response.on('close', () => {
      const durationMs = Math.round(performance.now() - started);
      const { method } = request;
      const fields = { requestId, method, path: pathOf(request.originalUrl), status: response.statusCode, durationMs };
      logger.log({ event: 'http.request', ...fields });
    });
    next();
  };
}
