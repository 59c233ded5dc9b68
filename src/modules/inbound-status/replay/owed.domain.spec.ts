import type { ReadBody, Standing } from '../preview-diff.domain.js';
import { owedItems } from './owed.domain.js';

const MATCHED: Standing = {
  ...{ end: 'matched', reason: null, leadId: 'A', matchedBy: 'lead_id', canonical: 'signed' },
  fields: { Status: 'Signed' },
};
const FAILING: Standing = { ...MATCHED, end: 'failing', reason: 'lead_not_found', leadId: null };
const IGNORED: Standing = { ...MATCHED, end: 'ignored', reason: 'a ping', leadId: null };
const body = (...updates: Standing[]): ReadBody => ({ refusal: null, updates });
const REFUSED: ReadBody = { refusal: 'body_unparseable', updates: [] };

it.each([
  ['what failed and is matched now', body(FAILING), body(MATCHED), [0]],
  ['what failed and fails for another reason', body(FAILING), body({ ...FAILING, reason: 'lead_ambiguous' }), [0]],
  ['what failed and says something else now', body(FAILING), body({ ...FAILING, fields: { Status: 'Filed' } }), [0]],
  ['what failed and is no update now', body(FAILING), body(IGNORED), [0]],
  ['every update of a body that could not be read', REFUSED, body(MATCHED, FAILING), [0, 1]],
  ['what was taken for no update', body(IGNORED), body(MATCHED), [0]],
  ['what means another lead', body(MATCHED), body({ ...MATCHED, leadId: 'B' }), [0]],
  ['what means another status', body(MATCHED), body({ ...MATCHED, canonical: 'filed' }), [0]],
  ['an update that was not seen', body(MATCHED), body(MATCHED, MATCHED), [1]],
] as const)('owes %s', (_, before, after, owed) => {
  expect([...owedItems(before, after)]).toEqual(owed);
});

it.each([
  ['is matched as before', body(MATCHED), body({ ...MATCHED, matchedBy: 'phone', fields: {} })],
  ['would fail: it is never taken back', body(MATCHED), body(FAILING)],
  ['would be no update: it is never taken back', body(MATCHED), body(IGNORED)],
  ['fails as it did: it waits already, or was discarded', body(FAILING), body({ ...FAILING })],
  ['can not be read', body(FAILING), REFUSED],
  ['is no update, as before', body(IGNORED), body({ ...IGNORED, reason: 'another' })],
] as const)('owes nothing on what %s', (_, before, after) => {
  expect([...owedItems(before, after)]).toEqual([]);
});
