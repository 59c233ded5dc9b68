import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Partners' own formats as versioned data, and who changed what. */
export class AdapterVersionsAndAudit0006 implements MigrationInterface {
  readonly name = 'AdapterVersionsAndAudit1764000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(AUDIT);
    await runner.query(ADAPTERS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table adapter_sample, adapter_version, audit_entry');
    await runner.query('drop function refuse_audit_change');
  }
}

const AUDIT = `
create table audit_entry (
  id uuid primary key,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('operator', 'api_token', 'system')),
  actor_id uuid,
  actor_name text not null,
  action text not null,
  subject_type text not null,
  subject_id text not null,
  details jsonb not null
);
create index audit_entry_by_subject on audit_entry (subject_type, subject_id, id desc);
create index audit_entry_by_actor on audit_entry (actor_id, id desc);
create index audit_entry_by_action on audit_entry (action, id desc);
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'audit entries stay as they are';
end $$;
create trigger audit_entry_stays before update or delete or truncate on audit_entry
  for each statement execute function refuse_audit_change()`;

const ADAPTERS = `
create table adapter_version (
  id uuid primary key,
  partner_id uuid not null references partner (id),
  environment text not null check (environment in ('live', 'sandbox')),
  direction text not null check (direction in ('inbound', 'outbound')),
  version integer not null check (version > 0),
  document jsonb not null,
  state text not null check (state in ('draft', 'live', 'retired')),
  note text,
  created_at timestamptz not null,
  created_by text not null,
  activated_at timestamptz,
  activated_by text,
  constraint adapter_version_number unique (partner_id, version),
  check ((state = 'draft') = (activated_at is null))
);
create unique index adapter_version_live on adapter_version (partner_id, environment, direction) where state = 'live';
create index adapter_version_by_partner on adapter_version (partner_id, id desc);
create table adapter_sample (
  id uuid primary key,
  adapter_version_id uuid not null references adapter_version (id),
  content_type text,
  body_sealed bytea not null,
  expected_sealed bytea not null
);
create index adapter_sample_by_version on adapter_sample (adapter_version_id, id)`;
