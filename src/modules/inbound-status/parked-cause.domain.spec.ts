import { causeOf, writtenCause } from './parked-cause.domain.js';

const NOTHING = {
  LeadId: null,
  ExternalLeadId: null,
  ContactPhone: null,
  ContactEmail: null,
  ContactName: null,
  CaseCode: null,
  Status: 'Signed',
  SubStatus: null,
};
const said = (fields: Partial<Record<keyof typeof NOTHING, string>>, massTortId: string | null = null) => ({
  fields: { ...NOTHING, ...fields },
  caseResolution: { massTortId },
});

it('takes spellings of one raw status for one cause, and a sub-status for another', () => {
  const causes = ['WetInk', 'wet_ink', 'WET INK'].map((Status) => causeOf('status_unmapped', said({ Status }), []));
  expect(new Set(causes.map(writtenCause))).toEqual(new Set(['raw_status:wet ink']));
  const withSub = causeOf('status_unmapped', said({ Status: 'Closed', SubStatus: 'No Injury' }), []);
  expect(writtenCause(withSub)).toBe('raw_status:closed | no injury');
});

it('groups what found no lead by the identifiers that were sent', () => {
  const sent = { ContactPhone: '+15551234567', ExternalLeadId: 'X' };
  expect(writtenCause(causeOf('lead_not_found', said(sent), []))).toBe('identifiers:ExternalLeadId, ContactPhone');
});

it('names the case code when a name had nothing else to go by, and nobody knows it', () => {
  const named = { ContactName: 'Jane Doe', CaseCode: 'ZZ-Acme' };
  expect(writtenCause(causeOf('lead_not_found', said(named), []))).toBe('case_code:ZZ-Acme');
  expect(writtenCause(causeOf('lead_not_found', said(named, 'roundup'), []))).toBe('identifiers:ContactName');
});

it.each(['lead_ambiguous', 'identifiers_disagree', 'match_unconfirmed'] as const)(
  'groups %s by the rule that ended it',
  (reason) => {
    const steps = [{ rule: 'lead_id' }, { rule: 'phone' }];
    expect(writtenCause(causeOf(reason, said({}), steps))).toBe('rule:phone');
  },
);

it('has nothing to say of what cannot be read, and cuts what is too long for an index', () => {
  expect(writtenCause(causeOf('unreadable', said({}), []))).toBeNull();
  expect(writtenCause({ kind: 'raw_status', value: 'x'.repeat(500) })).toHaveLength(200);
});
