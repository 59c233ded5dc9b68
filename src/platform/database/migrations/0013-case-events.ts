import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What CareValidate tells of its cases.
 *
 * - A case is theirs; it is linked to a lead by an operator's hand, never by what an event says of a person.
 * - `care_event_once` absorbs repeats. An event keeps what is no health data; its bytes lie in `care_body`, under a data
 *   key of their own, and are gone when that row is.
 * - An account may prove its webhooks by a signature, by a fixed header, or by both: a key says which of the two it is for.
 */
export class CaseEvents0013 implements MigrationInterface {
  readonly name = 'CaseEvents1764000000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ACCOUNTS_AND_PAYMENTS);
    await runner.query(CASES);
    await runner.query(EVENTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table care_body, care_event, care_case');
    await runner.query('alter table provider_key drop column purpose');
    await runner.query('alter table provider_account drop column currency');
    await runner.query(kindsAre(KINDS_BEFORE));
  }
}

const KINDS_BEFORE = ['payram_payment', 'payram_payout', 'paidlys_invoice', 'paidlys_withdrawal', 'paidlys_deposit'];

function kindsAre(kinds: readonly string[]): string {
  const list = kinds.map((kind) => `'${kind}'`).join(', ');
  return `alter table payment drop constraint payment_kind_check, add constraint payment_kind_check check (kind in (${list}))`;
}

const ACCOUNTS_AND_PAYMENTS = `
alter table provider_key add column purpose text not null default 'signature' check (purpose in ('signature', 'header'));
alter table provider_account add column currency text not null default 'USD' check (currency ~ '^[A-Z]{3}$');
${kindsAre([...KINDS_BEFORE, 'carevalidate_payment'])}`;

const CASES = `
create table care_case (
  id uuid primary key,
  account_id uuid not null references provider_account (id),
  reference text not null,
  status text,
  is_archived boolean,
  closed_at timestamptz,
  archive_reason text,
  versions jsonb not null default '{}',
  told text[] not null default '{}',
  user_id text,
  lead_id uuid references lead (id),
  linked_at timestamptz,
  linked_by text,
  last_event_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check ((lead_id is null) = (user_id is null)),
  constraint care_case_reference unique (account_id, reference)
);
create index care_case_unlinked on care_case (id desc) where lead_id is null;
create index care_case_by_lead on care_case (lead_id) where lead_id is not null;
create index care_case_by_user on care_case (user_id) where user_id is not null`;

const EVENTS = `
create table care_event (
  id uuid primary key,
  account_id uuid not null references provider_account (id),
  case_id uuid references care_case (id),
  payment_id uuid references payment (id),
  dedupe_key bytea not null,
  name text,
  known boolean not null,
  activity_id text,
  occurred_at timestamptz,
  members jsonb not null,
  is_restricted boolean not null,
  is_phi boolean,
  outcome text not null,
  reason text,
  body_bytes integer not null,
  body_sha256 bytea not null,
  received_at timestamptz not null,
  erased_at timestamptz,
  constraint care_event_once unique (account_id, dedupe_key)
);
create index care_event_by_case on care_event (case_id, id desc) where case_id is not null;
create index care_event_without_case on care_event (id desc) where case_id is null;
create index care_event_by_payment on care_event (payment_id) where payment_id is not null;
create table care_body (
  event_id uuid primary key references care_event (id),
  key_sealed bytea not null,
  body_sealed bytea not null,
  erase_after timestamptz not null
);
alter table care_body alter column body_sealed set storage external;
create index care_body_by_end on care_body (erase_after)`;
