import { expectedOf, sampleProblems } from './adapter-samples.domain.js';
import { TARGETS, type Target } from './inbound-adapter.domain.js';

const NOTHING = Object.fromEntries(TARGETS.map((target) => [target, null])) as Record<Target, string | null>;
const update = (fields: Partial<Record<Target, string>>, ignored: string | null = null) => ({
  ignored,
  fields: { ...NOTHING, ...fields },
});
const SIGNED = update({ LeadId: 'a', Status: 'Signed' });
const IGNORED = update({}, 'a ping');

it('takes what it reads for what is expected from now on, but for what production would refuse', () => {
  expect(expectedOf([SIGNED, IGNORED])).toEqual([SIGNED.fields]);
  expect(expectedOf([SIGNED, update({ LeadId: 'a' })])).toBeNull();
  expect(expectedOf([IGNORED])).toEqual([]);
});

it('passes when every expected field is read so, whatever else is read', () => {
  expect(sampleProblems([IGNORED, SIGNED], [{ LeadId: 'a', Message: null }])).toEqual([]);
});

it('passes without an expectation when production would take it', () => {
  expect(sampleProblems([SIGNED, IGNORED], null)).toEqual([]);
  expect(sampleProblems([update({ Status: 'Signed' })], null)).toMatchObject([{ path: 'results[0]' }]);
});

it('names the field that differs and how, never a value', () => {
  const problems = sampleProblems([SIGNED], [{ LeadId: 'b', Status: null, Message: 'secret' }]);
  expect(problems).toEqual([
    { path: 'expected[0].LeadId', message: 'Another value was read than the expected one.' },
    { path: 'expected[0].Status', message: 'No value is expected, and one was read.' },
    { path: 'expected[0].Message', message: 'A value is expected, and none was read.' },
  ]);
  expect(JSON.stringify(problems)).not.toContain('secret');
});

it('misses updates, and notices more of them', () => {
  expect(sampleProblems([SIGNED], [{}, {}])).toMatchObject([{ path: 'expected' }]);
  expect(sampleProblems([SIGNED, SIGNED], [{}])).toMatchObject([{ path: 'expected' }]);
});
