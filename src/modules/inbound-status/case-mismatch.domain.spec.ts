import { caseMismatch } from './case-mismatch.domain.js';

const ROUNDUP = { outcome: 'matched', massTortId: 'roundup' };
/** The partner's code for roundup is RU-SMITHLAW. */
const firms = { contradicts: (massTortId: string, lawFirm: string) => massTortId === 'roundup' && lawFirm !== 'Smith' };
const reported = (massTortId: string | null, lawFirm: string | null) => ({
  caseResolution: { massTortId, lawFirm },
  firms,
});

it.each([
  ['another case than the lead has', reported('paraquat', 'Smith'), ['another case']],
  ['another firm than the case codes name', reported('roundup', 'Jones'), ['law firm']],
  ['another firm beside no case at all', reported(null, 'Jones'), ['law firm']],
  ['both', reported('paraquat', 'Jones'), ['another case', 'law firm']],
])('warns of a report that names %s', (_, report, told) => {
  expect(caseMismatch(report, ROUNDUP)).toEqual(
    told.map((words) => ({ code: 'case_mismatch', message: expect.stringContaining(words) })),
  );
});

it.each([
  ['the same case and firm', reported('roundup', 'Smith'), ROUNDUP],
  ['no known case and no firm', reported(null, null), ROUNDUP],
  ['no lead', reported('paraquat', 'Jones'), { outcome: 'not_found' }],
  ['no match', reported('paraquat', 'Jones'), null],
])('is silent about %s', (_, report, match) => {
  expect(caseMismatch(report, match)).toEqual([]);
});
