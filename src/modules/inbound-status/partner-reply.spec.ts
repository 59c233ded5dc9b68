import { replyTo, replyToProblem } from './partner-reply.js';
import type { RecordedUpdate } from './submission.js';

const UPDATE: RecordedUpdate = {
  outcome: 'applied',
  parked: null,
  refusal: null,
  leadId: 'A',
  matchedBy: 'lead_id',
  rawStatus: 'RetainerSigned',
  canonical: 'signed',
};
const reply = (httpStatus: number, ...updates: RecordedUpdate[]) => replyTo({ receiptId: 'r', httpStatus, updates });

it('answers a recorded update member by member as the contract has it', () => {
  const { status, body } = reply(200, UPDATE);
  expect(status).toBe(200);
  expect(Object.keys(body)).toEqual([
    'Status',
    'Message',
    'LeadId',
    'RawStatus',
    'CanonicalStatus',
    'Outcome',
    'MatchedBy',
    'ReceiptId',
  ]);
  expect(body).toMatchObject({
    Status: 'success',
    LeadId: 'A',
    RawStatus: 'RetainerSigned',
    CanonicalStatus: 'signed',
  });
  expect(body).toMatchObject({ Outcome: 'applied', MatchedBy: 'lead_id', ReceiptId: 'r' });
});

it.each(['applied', 'duplicate', 'stale', 'unmapped'] as const)('says in a sentence what %s means', (outcome) => {
  const { body } = reply(200, { ...UPDATE, outcome });
  expect(body).toMatchObject({ Status: 'success', Outcome: outcome, Message: expect.stringMatching(/^[A-Z].*\.$/) });
});

it.each([
  ['lead_not_found', 404, 'error'],
  ['lead_ambiguous', 404, 'error'],
  ['lead_not_found', 202, 'success'],
] as const)('answers %s as %d, telling nothing about any lead', (parked, httpStatus, said) => {
  const { status, body } = reply(httpStatus, { ...UPDATE, outcome: 'parked', parked, leadId: null, matchedBy: null });
  expect(status).toBe(httpStatus);
  expect(body).toEqual({ Status: said, Code: parked, Message: expect.any(String), ReceiptId: 'r' });
});

it('tells a sender whose identifiers disagree no more than that more than one lead fits', () => {
  const { body } = reply(404, { ...UPDATE, outcome: 'parked', parked: 'identifiers_disagree', leadId: null });
  expect(body).toMatchObject({ Status: 'error', Code: 'lead_ambiguous' });
});

it('answers a body with several updates one by one, in order', () => {
  const { body } = reply(200, UPDATE, { ...UPDATE, outcome: 'parked', parked: 'lead_not_found' });
  expect(body).toMatchObject({ Status: 'success', Results: [{ Outcome: 'applied' }, { Code: 'lead_not_found' }] });
});

it('answers a refusal with its code and sentence, and the receipt when the sender is known', () => {
  const problem = { status: 400, code: 'missing_status', message: 'No Status.', issues: [] };
  const body = { Status: 'error', Code: 'missing_status', Message: 'No Status.' };
  expect(replyToProblem(problem, null)).toEqual({ status: 400, body });
  expect(replyToProblem(problem, 'r')).toEqual({ status: 400, body: { ...body, ReceiptId: 'r' } });
});

it('says when to come again', () => {
  const problem = {
    status: 503,
    code: 'unavailable',
    message: 'Away.',
    issues: [],
    retryAfterSeconds: 2,
    errorId: 'e',
  };
  expect(replyToProblem(problem, null)).toEqual({
    status: 503,
    headers: { 'Retry-After': '2' },
    body: { Status: 'error', Code: 'unavailable', Message: 'Away.', ErrorId: 'e' },
  });
});

it('tells of an accident that nothing was recorded, and the id to find it by', () => {
  const problem = { status: 500, code: 'internal', message: 'Something went wrong.', issues: [], errorId: 'e' };
  expect(replyToProblem(problem, null).body).toEqual({
    Status: 'error',
    Code: 'internal',
    Message: 'Not recorded; please send it again.',
    ErrorId: 'e',
  });
});
