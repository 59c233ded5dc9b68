import { DomainError } from './domain-error.js';

it('carries kind, code and sentence, and nothing else unless it is given', () => {
  const refusal = new DomainError('not_found', 'lead_not_found', 'No lead fits.');
  expect(refusal).toBeInstanceOf(Error);
  expect(refusal).toMatchObject({ name: 'DomainError', kind: 'not_found', code: 'lead_not_found' });
  expect(refusal).toMatchObject({ message: 'No lead fits.', issues: [], retryAfterSeconds: undefined });
  expect('cause' in refusal).toBe(false);
});

it('keeps the issues, the cause and the time after which trying again makes sense', () => {
  const issues = [{ path: 'contact.phone', message: 'must be a phone number' }];
  const cause = new Error('connection lost');
  const refusal = new DomainError('unavailable', 'unavailable', 'Later.', { issues, cause, retryAfterSeconds: 2 });
  expect(refusal).toMatchObject({ issues, cause, retryAfterSeconds: 2 });
});
