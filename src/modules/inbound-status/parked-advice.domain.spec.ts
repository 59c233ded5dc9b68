import { adviceOf } from './parked-advice.domain.js';
import { PARKED_REASONS } from './parked-cause.domain.js';

const REFUSALS = ['missing_identifier', 'missing_status', 'body_unparseable', 'internal', 'media_type_unsupported'];

it.each([...PARKED_REASONS, 'match_rejected', 'external_id_conflict', ...REFUSALS])(
  'says what would fix %s, and how',
  (reason) => {
    const { fix, actions } = adviceOf(reason, null);
    expect(fix).toMatch(/^[A-Z].*\.$/);
    expect(actions.length).toBeGreaterThan(0);
  },
);

it('names the status that nobody mapped', () => {
  expect(adviceOf('status_unmapped', { kind: 'raw_status', value: 'wet ink' }).fix).toContain('"wet ink"');
});

it.each([
  [{ kind: 'identifiers', value: 'LeadId, ContactPhone' }, 'No lead with this id'],
  [{ kind: 'identifiers', value: 'ExternalLeadId' }, 'Link one report'],
  [{ kind: 'identifiers', value: 'ContactName' }, 'A name alone'],
  [{ kind: 'case_code', value: 'ZZ' }, '"ZZ"'],
  [null, 'link the report by hand'],
])('tells by what was sent how a lost report finds its lead: %j', (common, expected) => {
  expect(adviceOf('lead_not_found', common).fix).toContain(expected);
});
