import { type ChecklistItem, checklistOf, type Facts } from './checklist.domain.js';

/** Everything is done. */
const READY: Facts = {
  slug: 'smith-law',
  active: true,
  contacts: { technical: 'it@smith.example', ops: 'intake@smith.example' },
  endpoints: [
    { environment: 'live', disabledAt: null },
    { environment: 'sandbox', disabledAt: null },
  ],
  testAttempts: [{ outcome: 'delivered', httpStatus: 201 }],
  tokens: new Set(['live', 'sandbox'] as const),
  format: { liveVersion: null, hasDraft: false },
  statuses: [{ rawStatus: 'Signed', known: true }],
  massTorts: ['roundup'],
  unresolvedCodes: [],
  testUpdates: [{ outcome: 'applied', reason: 'applied' }],
};

const open = (change: Partial<Facts>): ChecklistItem[] =>
  checklistOf({ ...READY, ...change }).filter(({ done }) => !done);

it('is done, and asks for nothing, when every fact is there', () => {
  expect(open({})).toEqual([]);
  expect(checklistOf(READY).every(({ why, fix }) => why !== '' && fix === null)).toBe(true);
});

it.each<[string, Partial<Facts>, string[], string]>([
  ['the partner is switched off', { active: false }, ['active'], 'switched off'],
  ['there is nobody to ask', { contacts: { technical: 'it@x' } }, ['contacts'], 'ops'],
  ['a token is not in force', { tokens: new Set(['live'] as const) }, ['access_tokens'], 'sandbox'],
  [
    'an endpoint is disabled',
    {
      endpoints: [
        { environment: 'live', disabledAt: new Date(0) },
        { environment: 'sandbox', disabledAt: null },
      ],
    },
    ['live_endpoint'],
    'disabled',
  ],
  ['no test lead was sent', { testAttempts: [] }, ['test_lead_delivered', 'authentication_verified'], 'No test lead'],
  [
    'the endpoint failed',
    { testAttempts: [{ outcome: 'failed', httpStatus: null }] },
    ['test_lead_delivered', 'authentication_verified'],
    'no answer',
  ],
  ['a draft is not live', { format: { liveVersion: null, hasDraft: true } }, ['payload_format'], 'none is live'],
  ['no status is declared', { statuses: [] }, ['statuses_declared', 'statuses_mapped'], 'not known which'],
  [
    'a status means nothing',
    { statuses: [{ rawStatus: 'Won', known: false }, ...READY.statuses] },
    ['statuses_mapped'],
    'Won',
  ],
  ['it takes no case', { massTorts: [] }, ['cases_assigned'], 'no mass tort'],
  [
    'a case code does not resolve',
    { unresolvedCodes: [{ caseCode: 'ZZ', massTort: 'roundup', problem: 'is no code' }] },
    ['case_codes_resolved'],
    'ZZ (roundup) is no code',
  ],
  ['no update came', { testUpdates: [] }, ['inbound_test_seen'], 'None came'],
  [
    'an update was parked',
    { testUpdates: [{ outcome: 'parked', reason: 'lead_not_found' }] },
    ['inbound_test_seen'],
    'lead_not_found',
  ],
])('names what is missing when %s', (_, change, codes, why) => {
  const items = open(change);
  expect(items.map(({ code }) => code)).toEqual(codes);
  expect(items[0]?.why).toContain(why);
  expect(items.every(({ fix }) => fix !== null)).toBe(true);
});

it('tells credentials that are refused from an endpoint that fails', () => {
  const items = open({ testAttempts: [{ outcome: 'failed', httpStatus: 401 }] });
  expect(items.find(({ code }) => code === 'authentication_verified')?.why).toContain('refuses the credentials (401)');
});

it('takes credentials that worked once for wrong when they are refused now', () => {
  const testAttempts = [{ outcome: 'failed', httpStatus: 403 }, ...READY.testAttempts];
  expect(open({ testAttempts }).map(({ code }) => code)).toEqual(['authentication_verified']);
});

it('names a few of many statuses, and how many more there are', () => {
  const statuses = Array.from({ length: 12 }, (_, at) => ({ rawStatus: `S${at}`, known: false }));
  expect(open({ statuses })[0]?.why).toContain('S4 and 7 more');
});
