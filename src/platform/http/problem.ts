import { randomUUID } from 'node:crypto';
import { HttpException } from '@nestjs/common';
import { DomainError, type Issue, type RefusalKind } from '../../kernel/domain-error.js';
import { databaseIsAway } from '../database/database-away.js';

/** A new kind of refusal does not compile until it has a status here. */
const REFUSAL_STATUS = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported_media: 415,
  rejected: 422,
  too_many: 429,
  unavailable: 503,
} as const satisfies Record<RefusalKind, number>;

/** What became of an error, before it takes the shape that its route promises. */
export type Problem = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly issues: readonly Issue[];
  readonly retryAfterSeconds?: number;
  /** Present for an accident: it was logged under this id. */
  readonly errorId?: string;
};

/** Refusals keep their code and sentence; accidents get neither, only an id to find them by. */
export function problemOf(error: unknown): Problem {
  if (error instanceof DomainError) {
    const { code, message, issues, retryAfterSeconds } = error;
    const problem = { status: REFUSAL_STATUS[error.kind], code, message, issues };
    return retryAfterSeconds === undefined ? problem : { ...problem, retryAfterSeconds };
  }
  // The body parser and Nest wrap what our own check of a body refused.
  if (error instanceof HttpException && error.cause instanceof DomainError) return problemOf(error.cause);
  const refusedBelow = statusBelow500(error);
  if (refusedBelow) return { status: refusedBelow, ...wordsOf(refusedBelow), issues: [] };
  const errorId = randomUUID();
  if (databaseIsAway(error)) {
    const message = 'The gateway cannot reach its database just now. Please try again.';
    return { status: 503, code: 'unavailable', message, issues: [], retryAfterSeconds: 2, errorId };
  }
  return { status: 500, code: 'internal', message: 'Something went wrong on our side.', issues: [], errorId };
}

/** The body parser's and the router's own refusals; their messages may hold the raw body, so they are not repeated. */
function statusBelow500(error: unknown): number | undefined {
  const status = error instanceof HttpException ? error.getStatus() : (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

function wordsOf(status: number): { code: string; message: string } {
  const sentences: Record<number, string> = {
    400: 'The path or the body cannot be read. Send the body as valid JSON, in UTF-8.',
    404: 'There is nothing at this path.',
    413: 'The body is too large.',
    415: 'The body is in a form that this path does not take. Send JSON, uncompressed.',
  };
  return { code: `http_${status}`, message: sentences[status] ?? 'The request was refused.' };
}
