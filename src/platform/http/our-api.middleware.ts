import type { IncomingMessage } from 'node:http';
import express, { type RequestHandler } from 'express';
import { DomainError } from '../../kernel/domain-error.js';
import { scanJson } from '../../kernel/json-scan.js';

/** Webhooks have limits of their own, at their own doors. */
const LIMIT = '256kb';
/** Operators hand in bodies as partners sent them: five of a mebibyte, in JSON. */
const SAMPLES_LIMIT = '8mb';
/** Providers' bodies are read by the guard, which needs their bytes. */
const WEBHOOKS = /^\/api\/webhooks\//;
const SAMPLES = /^\/api\/admin\/partners\/[^/]+\/adapters(?:\/|$)/;
const LIMITS = { depth: 64, values: 10_000 };

/** Reads the JSON bodies of our own API: bounded, uncompressed, and harmless for whatever walks them later. */
export function jsonBodies(): RequestHandler {
  const usual = bodiesUpTo(LIMIT);
  const samples = bodiesUpTo(SAMPLES_LIMIT);
  return (request, response, next) => {
    if (WEBHOOKS.test(request.path)) next();
    else (SAMPLES.test(request.path) ? samples : usual)(request, response, next);
  };
}

function bodiesUpTo(limit: string): RequestHandler {
  return express.json({ limit, inflate: false, verify: refuseOutsized });
}

/**
 * @throws DomainError `body_unparseable` before the body is parsed: a deep one exhausts the stack of a validator, and one
 * of many values its time; `charset_unsupported`, since in other bytes a character could hide what follows
 */
function refuseOutsized(_request: IncomingMessage, _response: unknown, body: Buffer, charset: string): void {
  if (charset !== 'utf-8') throw new DomainError('unsupported_media', 'charset_unsupported', 'Send the body in UTF-8.');
  const { depth, values } = scanJson(body.toString(), LIMITS);
  if (depth > LIMITS.depth)
    throw outsized(`The body is nested more than ${LIMITS.depth} levels deep. Send it flatter.`);
  if (values > LIMITS.values) throw outsized(`The body has more than ${LIMITS.values} values. Send it in parts.`);
}

function outsized(sentence: string): DomainError {
  return new DomainError('malformed', 'body_unparseable', sentence);
}
