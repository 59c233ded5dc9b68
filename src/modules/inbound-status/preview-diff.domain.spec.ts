import { countsOf, diffOf, type ReadBody, type Standing } from './preview-diff.domain.js';

const MATCHED: Standing = {
  end: 'matched',
  reason: null,
  leadId: 'A',
  matchedBy: 'lead_id',
  canonical: 'signed',
  fields: { LeadId: 'A', Status: 'Signed' },
};
const FAILING: Standing = { ...MATCHED, end: 'failing', reason: 'lead_not_found', leadId: null };
const body = (...updates: Standing[]): ReadBody => ({ refusal: null, updates });
const REFUSED: ReadBody = { refusal: 'body_unparseable', updates: [] };

it.each([
  ['same', body(MATCHED), body({ ...MATCHED })],
  ['same', body(MATCHED), body({ ...MATCHED, matchedBy: 'phone' })],
  ['fixed', body(FAILING), body(MATCHED)],
  ['fixed', REFUSED, body(MATCHED)],
  ['fixed', body(FAILING), body({ ...MATCHED, end: 'ignored', reason: 'a ping' })],
  ['changed', body(MATCHED), body({ ...MATCHED, leadId: 'B' })],
  ['changed', body(MATCHED), body({ ...MATCHED, canonical: 'filed' })],
  ['changed', body(MATCHED), body({ ...MATCHED, fields: { ...MATCHED.fields, Message: 'hello' } })],
  ['changed', body(MATCHED), body(MATCHED, MATCHED)],
  ['changed', body(MATCHED), body({ ...MATCHED, end: 'ignored', reason: 'a ping' })],
  ['broken', body(MATCHED), body(FAILING)],
  ['broken', body(MATCHED, MATCHED), body(MATCHED, FAILING)],
  ['broken', body(MATCHED), REFUSED],
  ['still_failing', body(FAILING), body({ ...FAILING, reason: 'lead_ambiguous' })],
  ['still_failing', REFUSED, body(FAILING)],
] as const)('is %s', (kind, before, after) => {
  expect(diffOf(before, after).class).toBe(kind);
});

it('names each member that differs, of which update, before and after', () => {
  const after = body(MATCHED, { ...MATCHED, leadId: 'B', canonical: 'filed', fields: { Status: 'Filed' } });
  const diff = diffOf(body(MATCHED, MATCHED), after);
  expect(diff.leadChanged).toBe(true);
  expect(diff.changes).toEqual([
    { update: 1, field: 'lead', before: 'A', after: 'B' },
    { update: 1, field: 'canonical', before: 'signed', after: 'filed' },
    { update: 1, field: 'LeadId', before: 'A', after: null },
    { update: 1, field: 'Status', before: 'Signed', after: 'Filed' },
  ]);
});

it('gives both reasons of what fails before and after', () => {
  const { changes, leadChanged } = diffOf(body(FAILING), body({ ...FAILING, reason: 'missing_status' }));
  expect(changes).toEqual([{ update: 0, field: 'outcome', before: 'lead_not_found', after: 'missing_status' }]);
  expect(leadChanged).toBe(false);
});

it('counts every class', () => {
  expect(countsOf([{ class: 'same' }, { class: 'broken' }, { class: 'same' }])).toEqual({
    ...{ broken: 1, changed: 0, fixed: 0, still_failing: 0, same: 2 },
  });
});
