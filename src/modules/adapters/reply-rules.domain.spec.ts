import fc from 'fast-check';
import { DomainError } from '../../kernel/domain-error.js';
import { compileReplyRules, readReply } from './reply-rules.domain.js';

const RULES = [
  {
    when: { status: [200], path: 'status', in: ['rejected', 'denied'] },
    outcome: 'rejected',
    capture: { reason: 'message' },
  },
  { when: { status: [200], path: 'success', in: [false] }, outcome: 'retry' },
  { when: { status: [200, 409], path: 'errors[].code', in: [17] }, outcome: 'duplicate' },
  { when: { status: [409] }, outcome: 'duplicate' },
  {
    when: { status: [200, 201] },
    outcome: 'accepted',
    capture: { partnerRecordId: 'data.id', price: 'data.price' },
  },
];
const outcome = (status: number, tree: unknown) => readReply(compileReplyRules(RULES), { status, tree })?.outcome;

it.each([
  ['a text that is listed', 200, { status: 'denied' }, 'rejected'],
  ['another text', 200, { status: 'Denied' }, 'accepted'],
  ['a boolean', 200, { success: false }, 'retry'],
  ['a number in a list of one', 200, { errors: [{ code: 17 }] }, 'duplicate'],
  ['a number that came as text', 200, { errors: [{ code: '17' }] }, 'duplicate'],
  ['a list of two', 200, { errors: [{ code: 17 }, { code: 18 }] }, 'accepted'],
  ['a path that is not there', 201, {}, 'accepted'],
  ['a status by itself', 409, {}, 'duplicate'],
  ['a reply that cannot be parsed', 409, undefined, 'duplicate'],
  ['a reply that cannot be parsed, and no path', 200, undefined, 'accepted'],
])('%s decides: the first rule that fits', (_, status, tree, expected) => {
  expect(outcome(status, tree)).toBe(expected);
});

it('says nothing where no rule fits', () => {
  expect(readReply(compileReplyRules(RULES), { status: 500, tree: { status: 'denied' } })).toBeNull();
  expect(readReply(compileReplyRules([]), { status: 200, tree: {} })).toBeNull();
});

it('picks out what the rule names, as texts', () => {
  const rules = compileReplyRules(RULES);
  expect(readReply(rules, { status: 201, tree: { data: { id: 4711, price: '42.50' } } })).toEqual({
    outcome: 'accepted',
    captured: { partnerRecordId: '4711', reason: null, price: '42.50' },
    knowsRecordId: true,
  });
  expect(readReply(rules, { status: 200, tree: { status: 'denied', message: ' Out of state ' } })).toMatchObject({
    captured: { partnerRecordId: null, reason: 'Out of state', price: null },
    knowsRecordId: false,
  });
});

function issuesOf(document: unknown): string[] {
  try {
    compileReplyRules(document);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.issues.map(({ path, message }) => `${path}: ${message}`);
  }
}

it.each([
  ['what is no list', {}, 'outcomeRules: must be array'],
  ['an unknown outcome', [{ when: { status: [200] }, outcome: 'ok' }], 'outcomeRules[0].outcome: must be one of'],
  ['an unknown member', [{ when: { status: [200] }, outcome: 'fatal', x: 1 }], 'outcomeRules[0].x: is not known here'],
  ['no status', [{ when: {}, outcome: 'fatal' }], 'outcomeRules[0].when.status: is missing'],
  [
    'a status that is none',
    [{ when: { status: [99] }, outcome: 'fatal' }],
    'outcomeRules[0].when.status[0]: must be a',
  ],
  ['half a status', [{ when: { status: [200.5] }, outcome: 'fatal' }], 'outcomeRules[0].when.status[0]: must be a'],
  [
    'a path without values',
    [{ when: { status: [200], path: 'a' }, outcome: 'fatal' }],
    'outcomeRules[0].when.in: is miss',
  ],
  [
    'values without a path',
    [{ when: { status: [200], in: ['a'] }, outcome: 'fatal' }],
    'outcomeRules[0].when.path: is',
  ],
  [
    'a wrong expression',
    [{ when: { status: [200] }, outcome: 'accepted', capture: { partnerRecordId: 'a[' } }],
    'outcomeRules[0].capture.partnerRecordId: At character',
  ],
])('%s is refused', (_, document, issue) => {
  expect(issuesOf(document)).toEqual([expect.stringContaining(issue)]);
});

it('no reply makes it throw', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), fc.object({ withNullPrototype: true }), (status, tree) => {
      readReply(compileReplyRules(RULES), { status, tree });
    }),
  );
});
