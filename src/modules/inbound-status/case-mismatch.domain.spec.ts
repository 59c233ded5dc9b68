import { caseMismatch } from './case-mismatch.domain.js';

const ROUNDUP = { outcome: 'matched', massTortId: 'roundup' };

it('warns of a case code that names another case than the lead has', () => {
  expect(caseMismatch('paraquat', ROUNDUP)).toEqual([
    { code: 'case_mismatch', message: expect.stringContaining('keeps its own') },
  ]);
});

it.each([
  ['the same case', 'roundup', ROUNDUP],
  ['no known case', null, ROUNDUP],
  ['no lead', 'paraquat', { outcome: 'not_found' }],
  ['no match', 'paraquat', null],
])('is silent about %s', (_, reported, match) => {
  expect(caseMismatch(reported, match)).toEqual([]);
});
