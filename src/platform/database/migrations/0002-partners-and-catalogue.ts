import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who we exchange leads with, which cases exist, and what a status means. */
export class PartnersAndCatalogue0002 implements MigrationInterface {
  readonly name = 'PartnersAndCatalogue1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LIFECYCLE);
    await runner.query(PARTNERS);
    await runner.query(CASES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table partner_case_day, partner_case, law_firm_alias, law_firm, mass_tort, status_mapping,
      endpoint, api_token, access_token, partner, default_status, canonical_status`);
  }
}

const LIFECYCLE = `
create table canonical_status (
  code text primary key check (code ~ '^[a-z][a-z0-9_]{0,62}$'),
  label text not null,
  meaning text not null,
  stage integer not null,
  terminal boolean not null,
  notify boolean not null,
  push_text text not null,
  also_from text[] not null default '{}',
  documented boolean not null default false,
  active boolean not null default true
);
create table default_status (
  status_key text primary key,
  raw_status text not null,
  canonical text not null references canonical_status (code)
)`;

const PARTNERS = `
create table partner (
  id uuid primary key,
  slug text not null constraint partner_slug unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null,
  contacts jsonb not null default '{}',
  active boolean not null default true,
  phone_region text not null default 'US' check (phone_region ~ '^[A-Z]{2}$'),
  parked_answer smallint not null default 404 check (parked_answer in (202, 404)),
  use_default_statuses boolean not null default true,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create table access_token (
  id uuid primary key,
  partner_id uuid not null references partner (id),
  environment text not null check (environment in ('live', 'sandbox')),
  token_hash text not null constraint access_token_hash unique,
  last_four text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz
);
create index access_token_partner on access_token (partner_id);
create table api_token (
  id uuid primary key,
  kind text not null check (kind in ('service', 'admin')),
  name text not null,
  token_hash text not null constraint api_token_hash unique,
  last_four text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create table endpoint (
  id uuid primary key,
  partner_id uuid not null references partner (id),
  environment text not null check (environment in ('live', 'sandbox')),
  url text not null,
  auth_type text not null,
  auth_sealed bytea not null,
  signing_secret_sealed bytea not null,
  timeout_ms integer not null default 30000 check (timeout_ms between 100 and 120000),
  max_retries integer not null default 0 check (max_retries between 0 and 50),
  retry_schedule double precision[],
  on_unknown text not null default 'retry' check (on_unknown in ('retry', 'hold')),
  max_concurrency integer not null default 8 check (max_concurrency between 1 and 100),
  disabled_at timestamptz,
  disabled_reason text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint endpoint_per_environment unique (partner_id, environment)
);
create table status_mapping (
  partner_id uuid not null references partner (id),
  status_key text not null,
  raw_status text not null,
  canonical text references canonical_status (code),
  primary key (partner_id, status_key)
)`;

const CASES = `
create table mass_tort (
  id uuid primary key,
  slug text not null constraint mass_tort_slug unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null,
  code text not null constraint mass_tort_code unique check (code ~ '^[A-Z][A-Z0-9]{0,9}$'),
  active boolean not null default true
);
create table law_firm (
  id uuid primary key,
  name text not null,
  name_key text not null constraint law_firm_name unique
);
create table law_firm_alias (
  alias_key text primary key,
  alias text not null,
  law_firm_id uuid not null references law_firm (id)
);
create table partner_case (
  partner_id uuid not null references partner (id),
  mass_tort_id uuid not null references mass_tort (id),
  states text[],
  daily_cap integer check (daily_cap >= 0),
  weight integer not null default 1 check (weight between 0 and 1000),
  active boolean not null default true,
  primary key (partner_id, mass_tort_id)
);
create index partner_case_tort on partner_case (mass_tort_id);
create table partner_case_day (
  partner_id uuid not null references partner (id),
  mass_tort_id uuid not null references mass_tort (id),
  day date not null,
  routed integer not null,
  primary key (partner_id, mass_tort_id, day)
)`;
