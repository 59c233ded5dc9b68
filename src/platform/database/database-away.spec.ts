import pg from 'pg';
import { QueryFailedError, QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { databaseIsAway } from './database-away.js';
import { sqlStateOf } from './transaction.js';

/** What PostgreSQL answers, as the driver gives it. */
function answered(code: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('message', 7, 'error'), { code });
}

const wrapped = (error: Error) => new QueryFailedError('select 1', [], error);

it.each(['08006', '53300', '57P01', '57P03', '55P03', '57014', '25P03'])(
  'says "later" for %s, wrapped or not',
  (code) => {
    expect(databaseIsAway(answered(code))).toBe(true);
    expect(databaseIsAway(wrapped(answered(code)))).toBe(true);
  },
);

it.each(['23505', '22P02', '42P01', '40P01', '25P02'])('says "not so" for %s, wrapped or not', (code) => {
  expect(databaseIsAway(answered(code))).toBe(false);
  expect(databaseIsAway(wrapped(answered(code)))).toBe(false);
});

it.each([
  Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' }),
  Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
  new Error('Connection terminated unexpectedly'),
  new Error('timeout exceeded when trying to connect'),
  new Error('Client has encountered a connection error and is not queryable'),
])('says "later" when the connection fails: %s', (error) => {
  expect(databaseIsAway(error)).toBe(true);
  expect(databaseIsAway(wrapped(error))).toBe(true);
});

it.each([new QueryRunnerAlreadyReleasedError(), new QueryRunnerProviderAlreadyReleasedError()])(
  'says "later" when the connection broke in the middle of a transaction: %s',
  (error) => {
    expect(databaseIsAway(error)).toBe(true);
  },
);

it.each([new Error('No'), 'ECONNREFUSED', null, undefined, { code: '57P01' }])('says "not so" for %p', (error) => {
  expect(databaseIsAway(error)).toBe(false);
});

it('reads the code of an answer of PostgreSQL and of nothing else', () => {
  expect(sqlStateOf(answered('40P01'))).toBe('40P01');
  expect(sqlStateOf(wrapped(answered('40P01')))).toBe('40P01');
  expect(sqlStateOf(Object.assign(new Error('x'), { code: 'ECONNRESET' }))).toBeUndefined();
  expect(sqlStateOf('40P01')).toBeUndefined();
});
