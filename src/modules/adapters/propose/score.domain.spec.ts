import type { ProposedTarget } from '../inbound-adapter.domain.js';
import { candidateOf, sharedPaths } from './candidate.domain.js';
import { flatten } from './flatten.domain.js';
import { WHOLE } from './place.domain.js';
import { scoreOf } from './score.domain.js';

/** The only value of the body, scored for the field; −1 where it is out of the question. */
function scored(field: ProposedTarget, body: unknown): number {
  const { paths } = sharedPaths([[...flatten(body, WHOLE, new Map())]]);
  const [only] = paths.map((path) => candidateOf(path, 'US', 1));
  return (only && scoreOf(field, only)?.total) ?? -1;
}

it.each<[ProposedTarget, unknown, unknown]>([
  ['Status', { status: 'Signed' }, { previous_status: 'Signed' }],
  ['Status', { stage_title: 'Retainer Signed' }, { status: 0 }],
  ['Status', { status: 'Signed' }, { email_status: 'Signed' }],
  ['SubStatus', { lost_reason: 'No injury' }, { detail: 'No injury' }],
  ['ContactPhone', { mobile: '202-555-0101' }, { phone: '202-555-0101' }],
  ['ContactPhone', { phone: '202-555-0101' }, { work_phone: '202-555-0101' }],
  ['ContactPhone', { phone: '202-555-0101' }, { fax: '202-555-0101' }],
  ['ContactPhone', { contact: { phone: '202-555-0101' } }, { owner: { phone: '202-555-0101' } }],
  ['ContactEmail', { client: { email: 'a@example.com' } }, { createdBy: { email: 'a@example.com' } }],
  ['ContactPhone', { caller: { number: '202-555-0101' } }, { business: { phone: '202-555-0101' } }],
  ['ContactEmail', { sender: { email: 'a@example.com', type: 'contact' } }, { sender: { email: 'a@example.com' } }],
  ['ContactEmail', { email: 'a@example.com' }, { cc_email: 'a@example.com' }],
  ['ContactEmail', { client: { emails: { address: 'a@example.com' } } }, { from: { address: 'a@example.com' } }],
  ['ContactName', { signer: { userName: 'Jane Doe' } }, { user: { name: 'Jane Doe' } }],
  ['Status', { case: { status: 'Signed' } }, { submission: { status: 'Signed' } }],
  ['ContactName', { caller_name: 'PRATT,SHERYL' }, { agent_name: 'PRATT,SHERYL' }],
  ['ContactPhone', { client: { phone: '202-555-0101' } }, { guardian: { phone: '202-555-0101' } }],
  ['ContactEmail', { users: { customer: { email: 'a@example.com' } } }, { users: { email: 'a@example.com' } }],
  ['ContactEmail', { client: { email: 'a@example.com' } }, { assigned_user: { email: 'a@example.com' } }],
  ['Status', { agent_variables: { status: 'Signed' } }, { agent: { status: 'Signed' } }],
  ['Status', { a: 'Retainer Signed' }, { status: 'active' }],
  ['Message', { status_update: 'Client moved to Texas in May.' }, { summary: 'Client moved to Texas in May.' }],
  ['SubStatus', { lead_status: 'Signed' }, { review_status: 'Signed' }],
  ['Status', { stage: 'Attorney Review' }, { review_status: 'approved' }],
  ['Status', { case: { status: 'Sent' } }, { message: { status: 'delivered' } }],
  ['SubStatus', { rejection_code: 'No injury' }, { other: 'No injury' }],
  ['ExternalLeadId', { claimReference: 'CR-1' }, { claimantId: 'CR-1' }],
  ['ExternalLeadId', { order_id: 5 }, { customer_id: 5 }],
  ['ExternalLeadId', { firm_reference: 'A-48213' }, { firm_id: 'A-48213' }],
  ['Message', { 'Call.comments': 'Signed at the office.' }, { call_comments: 'Signed at the office.' }],
  ['ContactName', { client_name: 'Jane Doe' }, { pipeline_name: 'Jane Doe' }],
  ['ContactName', { name: 'Jane Doe' }, { name: 'Retainer Signed' }],
  ['ExternalLeadId', { matter_id: 456 }, { event_id: 456 }],
  ['ExternalLeadId', { lead: { id: 456 } }, { owner: { id: 456 } }],
  ['ExternalLeadId', { case_id: 456 }, { advertiser_id: 456 }],
  ['EventId', { event_id: 'evt_1' }, { lead_id: 'evt_1' }],
  ['EventTime', { status_changed_at: '2026-03-04T10:00:00Z' }, { birth_date: '1971-04-09' }],
  ['Message', { notes: 'Signed at the office today.' }, { injury_notes: 'Signed at the office today.' }],
  ['CaseCode', { anything: 'Meningioma' }, { diagnosis: 'Meningioma' }],
  ['CaseCode', { case_type: 'Talc' }, { pipeline: 'Talc' }],
  ['CaseCode', { anything: 'Hernia Mesh' }, { anything: 'Something else' }],
  ['LawFirm', { law_firm: 'Smith Law' }, { office_name: 'Main Office' }],
  [
    'LeadId',
    { payme_lead_id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890' },
    { workflow: { id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890' } },
  ],
])('prefers for %s %j to %j', (field, better, worse) => {
  expect(scored(field, better)).toBeGreaterThan(scored(field, worse));
});

it.each<[ProposedTarget, unknown]>([
  ['ContactPhone', { phone: 'call me' }],
  ['ContactEmail', { email: 'none' }],
  ['LeadId', { payme_lead_id: 48213 }],
  ['Status', { status: '2026-03-04' }],
  ['Status', { state: 'Texas' }],
  ['EventTime', { changed_at: 'yesterday' }],
  ['ExternalLeadId', { case_id: 'https://example.com/7' }],
])('never takes for %s what %j holds', (field, body) => {
  expect(scored(field, body)).toBe(-1);
});
