import type { IncomingMessage } from 'node:http';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { DomainError } from '../../kernel/domain-error.js';
import { scanJson } from '../../kernel/json-scan.js';

/** Webhooks have limits of their own, at their own doors. */
const LIMIT = '256kb';
const DEPTH = 64;

/** Reads the JSON bodies of our own API: bounded, uncompressed, and shallow enough for whatever walks them later. */
export function jsonBodies(): RequestHandler {
  return express.json({ limit: LIMIT, inflate: false, verify: refuseDeep });
}

/** @throws DomainError `body_unparseable` before the body is parsed: a deep one exhausts the stack of a validator */
function refuseDeep(_request: IncomingMessage, _response: unknown, body: Buffer): void {
  if (scanJson(body.toString()).depth <= DEPTH) return;
  throw new DomainError(
    'malformed',
    'body_unparseable',
    `The body is nested more than ${DEPTH} levels deep. Send it flatter.`,
  );
}

/** Refuses addresses with a NUL, which PostgreSQL cannot take as text. */
export function refuseNul(request: Request, _response: Response, next: NextFunction): void {
  if (!/%00|\0/.test(request.originalUrl)) next();
  else
    next(new DomainError('malformed', 'address_invalid', 'The address holds a NUL character (%00). Send it without.'));
}
