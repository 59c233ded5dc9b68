import type { Standing } from '../preview-diff.domain.js';
import { becameIn, type JudgedReceipt, recordedIn, rememberedIn } from './recorded.domain.js';

const NOW: Standing = {
  ...{ end: 'matched', reason: null, leadId: 'B', matchedBy: 'lead_id', canonical: 'filed' },
  fields: {},
};
const receipt = (change: Partial<JudgedReceipt> = {}): JudgedReceipt => ({
  ...{ verdict: 'accepted', reason: 'applied', outcome: 'applied', leadId: 'A', trace: null },
  ...change,
});
const became = (...updates: object[]) => receipt({ trace: { updates: updates.map((one) => ({ became: one })) } });
const one = { outcome: 'applied', reason: null, leadId: 'A', canonical: 'signed' };

it.each([
  ['applied', 'matched', null],
  ['duplicate', 'matched', null],
  ['stale', 'matched', null],
  ['unmapped', 'failing', 'status_unmapped'],
  ['parked', 'failing', 'lead_not_found'],
  ['refused', 'failing', 'missing_status'],
  ['ignored', 'ignored', 'a ping'],
])('tells an update that was %s as %s', (outcome, end, reason) => {
  const kept = became({ ...one, outcome, reason });
  expect(recordedIn(kept, [{ Status: 'x' }], [NOW])).toEqual({
    refusal: null,
    updates: [{ end, reason, leadId: 'A', matchedBy: null, canonical: 'signed', fields: { Status: 'x' } }],
  });
});

it('takes what an operator decided for what it should be, whatever the ladder says now', () => {
  const rejected = became({ ...one, outcome: 'parked', reason: 'match_rejected', leadId: null, byHand: true });
  expect(recordedIn(rejected, [], [NOW]).updates).toEqual([NOW]);
  const linked = became({ ...one, byHand: true });
  expect(recordedIn(linked, [], [NOW]).updates).toEqual([NOW]);
  const failing: Standing = { ...NOW, end: 'failing', reason: 'lead_not_found', leadId: null };
  expect(recordedIn(linked, [], [failing]).updates).toMatchObject([{ end: 'matched', leadId: 'A' }]);
});

it('tells every update of a batch', () => {
  const { updates } = recordedIn(became(one, { ...one, leadId: 'C' }), [], [NOW, NOW]);
  expect(updates.map(({ leadId }) => leadId)).toEqual(['A', 'C']);
});

it('tells what was refused as a whole by its reason', () => {
  expect(recordedIn(receipt({ verdict: 'refused', reason: 'body_unparseable', outcome: null }), [], [])).toEqual({
    refusal: 'body_unparseable',
    updates: [],
  });
});

it('takes a receipt that tells no single updates by what it says itself, and makes no difference of what it does not say', () => {
  const old = receipt({ trace: { updates: [{ match: [] }] } });
  expect(becameIn(old)).toEqual([{ outcome: 'applied', reason: 'applied', leadId: 'A' }]);
  expect(recordedIn(old, [], [NOW]).updates).toMatchObject([{ end: 'matched', leadId: 'A', canonical: 'filed' }]);
});

describe('what a receipt goes on telling', () => {
  const parked = { ...one, outcome: 'parked', reason: 'lead_not_found', leadId: null } as const;
  const applied = { ...one, outcome: 'applied' } as const;
  const now = { outcome: 'refused', parked: null, leadId: null, matchedBy: null, rawStatus: null } as const;
  const refused = { ...now, canonical: null, refusal: { code: 'missing_status', message: '' } };

  it('is what each update became, where nothing was owed', () => {
    expect(rememberedIn([applied, parked], [refused, refused], new Set([1]))).toEqual([
      { ...refused, outcome: 'applied', refusal: null, leadId: 'A', canonical: 'signed' },
      refused,
    ]);
  });

  it('is who decided it, too', () => {
    const [linked] = rememberedIn([{ ...applied, byHand: true }], [refused], new Set()) ?? [];
    expect(linked).toMatchObject({ outcome: 'applied', leadId: 'A', byHand: true });
  });

  it('is all of it, where an update that did something is none any more', () => {
    expect(rememberedIn([parked, applied], [refused], new Set([0]))).toBeNull();
    expect(rememberedIn([applied], [], new Set())).toBeNull();
    expect(rememberedIn([applied, parked], [refused], new Set())).toHaveLength(1);
  });
});
