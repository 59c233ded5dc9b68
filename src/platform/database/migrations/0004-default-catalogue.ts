import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The catalogue a new installation starts with; operators edit it from there. Only `RetainerSigned` → `signed`, `RU` and
 * the Roundup name are PayMe's own published values, the rest is our default.
 */
export class DefaultCatalogue0004 implements MigrationInterface {
  readonly name = 'DefaultCatalogue1764000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CANONICAL_STATUSES);
    await runner.query(RAW_STATUSES);
    await runner.query(MASS_TORTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('truncate mass_tort, default_status, canonical_status cascade');
  }
}

const CANONICAL_STATUSES = `
insert into canonical_status (code, label, meaning, stage, terminal, notify, push_text, documented)
select code, label, meaning, stage, terminal, true, push_text, documented from (values
  ('received', 'Received', 'The firm has your details.', 10, false, 'Your details have been received. Open the app for more.', false),
  ('contacted', 'Contacted', 'The firm has reached you or tried to.', 20, false, 'Someone has tried to reach you. Open the app for more.', false),
  ('qualifying', 'Under review', 'The firm is checking whether it can help.', 30, false, 'Your request is being looked at. Open the app for more.', false),
  ('docs_requested', 'Documents requested', 'The firm needs papers or answers from you.', 40, false, 'We need something from you. Open the app to see what.', false),
  ('docs_received', 'Documents received', 'The firm has what it asked for.', 50, false, 'Thank you, we got what you sent. Open the app for more.', false),
  ('retainer_sent', 'Agreement sent', 'An agreement is waiting for you.', 60, false, 'Something is waiting for you. Open the app to see it.', false),
  ('signed', 'Agreement signed', 'You have signed; the firm represents you.', 70, false, 'An important step is complete. Open the app to see it.', true),
  ('filed', 'Case filed', 'Your case has been filed.', 80, false, 'Your request has moved forward. Open the app for more.', false),
  ('settlement_pending', 'Settlement pending', 'A settlement is being worked out.', 90, false, 'Your request has moved forward. Open the app for more.', false),
  ('settled', 'Settled', 'A settlement has been agreed.', 100, false, 'There is news for you. Open the app to see it.', false),
  ('paid', 'Paid', 'The money has been paid out.', 110, true, 'There is news for you. Open the app to see it.', false),
  ('disqualified', 'Not eligible', 'The firm cannot take your case.', 900, true, 'There is an update for you. Open the app for details.', false),
  ('declined_by_client', 'Declined by you', 'You decided not to go on.', 910, true, 'There is an update for you. Open the app for details.', false),
  ('duplicate', 'Already known to the firm', 'The firm already knew you.', 920, true, 'There is an update for you. Open the app for details.', false),
  ('closed', 'Closed', 'The firm has closed the file without a result.', 990, true, 'There is an update for you. Open the app for details.', false)
) as given (code, label, meaning, stage, terminal, push_text, documented)`;

/** The key is the raw string with its words apart, in lower case: `RetainerSigned` → `retainer signed`. */
const RAW_STATUSES = `
insert into default_status (status_key, raw_status, canonical)
select trim(lower(regexp_replace(regexp_replace(raw, '([a-z])([A-Z])', '\\1 \\2', 'g'), '[^a-zA-Z0-9]+', ' ', 'g'))), raw, canonical
from (values
  ('received', array['Received', 'New', 'New Lead', 'Lead Received', 'Lead Accepted', 'Acknowledged']),
  ('contacted', array['Contacted', 'Contact Made', 'Contact Attempted', 'Attempted Contact', 'Left Voicemail', 'First Contact']),
  ('qualifying', array['Qualifying', 'Qualified', 'Under Review', 'In Review', 'Screening', 'Intake Started', 'Intake In Progress']),
  ('docs_requested', array['Docs Requested', 'Documents Requested', 'Records Requested', 'Awaiting Documents', 'Pending Documents']),
  ('docs_received', array['Docs Received', 'Documents Received', 'Records Received', 'Documents Complete']),
  ('retainer_sent', array['Retainer Sent', 'Agreement Sent', 'Contract Sent', 'Awaiting Signature', 'Pending Signature']),
  ('signed', array['RetainerSigned', 'Signed', 'Signed Up', 'Agreement Signed', 'Contract Signed', 'Client Signed', 'Retained']),
  ('filed', array['Filed', 'Case Filed', 'Claim Filed', 'Complaint Filed', 'Lawsuit Filed', 'In Litigation']),
  ('settlement_pending', array['Settlement Pending', 'Settlement Offered', 'Offer Made', 'In Negotiation', 'Negotiating']),
  ('settled', array['Settled', 'Case Settled', 'Settlement Reached', 'Settlement Accepted']),
  ('paid', array['Paid', 'Client Paid', 'Disbursed', 'Funds Disbursed', 'Settlement Paid']),
  ('disqualified', array['Disqualified', 'DQ', 'Not Qualified', 'Does Not Qualify', 'Unqualified', 'Not Eligible', 'Turned Down', 'Firm Declined', 'Already Represented']),
  ('declined_by_client', array['Client Declined', 'Declined By Client', 'Client Withdrew', 'Withdrawn By Client', 'Not Interested', 'Opted Out']),
  ('duplicate', array['Duplicate', 'Duplicate Lead', 'Dupe', 'Already Exists', 'Existing Client']),
  ('closed', array['Case Closed', 'File Closed', 'Matter Closed', 'Unable To Contact', 'Unresponsive', 'No Response'])
) as given (canonical, raws), unnest(raws) as raw
on conflict (status_key) do nothing`;

const MASS_TORTS = `
insert into mass_tort (id, slug, name, code) values
  (gen_random_uuid(), 'roundup', 'Roundup Weedkiller', 'RU'),
  (gen_random_uuid(), 'social-media-addiction', 'Social Media Addiction', 'SM'),
  (gen_random_uuid(), 'depo-provera', 'Depo-Provera', 'DP'),
  (gen_random_uuid(), 'hair-relaxer', 'Hair Relaxer', 'HR'),
  (gen_random_uuid(), 'talcum-powder', 'Talcum Powder', 'TP'),
  (gen_random_uuid(), 'afff-firefighting-foam', 'AFFF Firefighting Foam', 'AF'),
  (gen_random_uuid(), 'paraquat', 'Paraquat Herbicide', 'PQ'),
  (gen_random_uuid(), 'bard-powerport', 'Bard PowerPort', 'BP')`;
