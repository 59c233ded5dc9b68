import { NotFoundException, PayloadTooLargeException } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { DomainError, type RefusalKind } from '../../kernel/domain-error.js';
import { problemOf } from './problem.js';

const STATUS: Record<RefusalKind, number> = {
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
};

it.each(Object.entries(STATUS))('answers the refusal %s with %i, its code and its sentence', (kind, status) => {
  const issues = [{ path: 'contact.phone', message: 'is no phone number' }];
  const refusal = new DomainError(kind as RefusalKind, 'some_code', 'A sentence.', { issues });
  expect(problemOf(refusal)).toEqual({ status, code: 'some_code', message: 'A sentence.', issues });
});

it('says when to try again, when the refusal does', () => {
  const refusal = new DomainError('too_many', 'slow_down', 'Slower.', { retryAfterSeconds: 7 });
  expect(problemOf(refusal).retryAfterSeconds).toBe(7);
});

it.each([
  [new NotFoundException('Cannot GET /x?access_token=s3cret'), 404, 'http_404'],
  [new PayloadTooLargeException(), 413, 'http_413'],
  [Object.assign(new SyntaxError('Unexpected token s3cret'), { status: 400, body: 's3cret' }), 400, 'http_400'],
  [Object.assign(new Error('unsupported encoding'), { status: 415 }), 415, 'http_415'],
  [Object.assign(new Error('teapot'), { status: 418 }), 418, 'http_418'],
])('answers what the router or the body parser refused in words of our own: %#', (error, status, code) => {
  const problem = problemOf(error);
  expect(problem).toMatchObject({ status, code, issues: [] });
  expect(problem.errorId).toBeUndefined();
  expect(JSON.stringify(problem)).not.toContain('s3cret');
});

it.each([new Error('s3cret'), Object.assign(new Error('s3cret'), { status: 503 }), 's3cret', null, undefined])(
  'answers an accident with 500, an id and nothing else: %#',
  (error) => {
    const problem = problemOf(error);
    expect(problem).toMatchObject({ status: 500, code: 'internal', issues: [] });
    expect(problem.errorId).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.stringify(problem)).not.toContain('s3cret');
  },
);

it.each([
  Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' }),
  new QueryFailedError('select 1', [], Object.assign(new Error('terminating connection'), { code: '57P01' })),
  new Error('timeout exceeded when trying to connect'),
])('answers 503 with a time to try again while the database is away: %#', (error) => {
  expect(problemOf(error)).toMatchObject({ status: 503, code: 'unavailable', retryAfterSeconds: 2 });
});
