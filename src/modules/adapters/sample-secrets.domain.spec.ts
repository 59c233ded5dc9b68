import fc from 'fast-check';
import { withoutSecretNumbers } from './sample-secrets.domain.js';

it.each([
  ['{"ssn":"078-05-1120","id":"A-1"}', '{"ssn":"999-99-9999","id":"A-1"}'],
  ['{"SSN": 78051120}', '{"SSN": 99999999}'],
  ['{"social_security_number":"078051120"}', '{"social_security_number":"999999999"}'],
  ['note=My+number+is+078-05-1120', 'note=My+number+is+999-99-9999'],
  ['<SSN>078051120</SSN>', '<SSN>999999999</SSN>'],
  ['{"card":"4111 1111 1111 1111"}', '{"card":"9999 9999 9999 9999"}'],
  ['cardNumber=4111111111111111&a=1', 'cardNumber=9999999999999999&a=1'],
])('keeps of %j only %j', (body, kept) => {
  expect(withoutSecretNumbers(body)).toBe(kept);
});

it.each([
  '{"changedAt":1772649000000,"id":4876876000000000001}',
  '{"phone":"(555) 123-4567","mobile":"555-123-4567"}',
  '{"LeadId":"a1b2c3d4-e5f6-7890-abcd-ef1234567890","date":"2026-03-04"}',
  '{"session":"ab12","scorecard":"9 of 10"}',
])('leaves %j as it is', (body) => {
  expect(withoutSecretNumbers(body)).toBe(body);
});

it('leaves JSON valid, whatever it holds', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), (json, ssn) => {
      const body = `{"ssn":${ssn},"rest":${json}}`;
      expect(() => JSON.parse(withoutSecretNumbers(body))).not.toThrow();
    }),
  );
});
