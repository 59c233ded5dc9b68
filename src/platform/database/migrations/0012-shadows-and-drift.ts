import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Versions that read real traffic beside the live one, and what is learnt of what partners send.
 *
 * - A shadow keeps counts, and the receipts that it reads otherwise. One a partner and environment runs at a time.
 * - `inbound_watch` is how far receipts were looked at; `inbound_day` sums a day up.
 * - `inbound_shape` holds paths and types, no values; version 0 is the standard format. `last_no` is the number of the
 *   look at which a path was last there, counted for each version from 1.
 * - An alert is raised once an occasion, however often it is seen.
 */
export class ShadowsAndDrift0012 implements MigrationInterface {
  readonly name = 'ShadowsAndDrift1764000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SHADOWS);
    await runner.query(DRIFT);
    await runner.query(ALERTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table alert, inbound_shape, inbound_day, inbound_watch, shadow_divergence, shadow_run');
  }
}

const SHADOWS = `
create table shadow_run (
  id uuid primary key,
  partner_id uuid not null references partner (id),
  environment text not null check (environment in ('live', 'sandbox')),
  version integer not null,
  state text not null check (state in ('running', 'stopped', 'expired', 'activated', 'failed')),
  read_to uuid not null,
  until timestamptz not null,
  checked integer not null,
  counts jsonb not null,
  error text,
  created_at timestamptz not null,
  created_by text not null,
  finished_at timestamptz,
  check ((state = 'running') = (finished_at is null)),
  foreign key (partner_id, version) references adapter_version (partner_id, version)
);
create unique index shadow_run_sole on shadow_run (partner_id, environment) where finished_at is null;
create index shadow_run_by_version on shadow_run (partner_id, version, id desc);
create table shadow_divergence (
  shadow_id uuid not null references shadow_run (id) on delete cascade,
  receipt_id uuid not null,
  class text not null check (class in ('broken', 'changed', 'fixed', 'still_failing')),
  lead_changed boolean not null,
  changes jsonb not null,
  failed_by text,
  fails_by text,
  primary key (shadow_id, receipt_id)
)`;

const DRIFT = `
create table inbound_watch (
  partner_id uuid not null references partner (id),
  environment text not null check (environment in ('live', 'sandbox')),
  read_to uuid not null,
  last_receipt_at timestamptz,
  primary key (partner_id, environment)
);
create table inbound_day (
  partner_id uuid not null references partner (id),
  environment text not null check (environment in ('live', 'sandbox')),
  day date not null,
  receipts integer not null,
  updates integer not null,
  unmapped integer not null,
  unmatched integer not null,
  gap_seconds double precision not null,
  longest_gap_seconds double precision not null,
  fields jsonb not null,
  primary key (partner_id, environment, day)
);
create table inbound_shape (
  partner_id uuid not null references partner (id),
  environment text not null check (environment in ('live', 'sandbox')),
  version integer not null,
  path text not null,
  type text not null check (type in ('text', 'number', 'boolean', 'null', 'list', 'object')),
  seen integer not null,
  last_no integer not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (partner_id, environment, version, path, type)
)`;

const ALERTS = `
create table alert (
  id uuid primary key,
  partner_id uuid not null references partner (id),
  environment text not null check (environment in ('live', 'sandbox')),
  version integer,
  signal text not null,
  subject text not null,
  occasion text not null,
  details jsonb not null,
  raised_at timestamptz not null,
  last_at timestamptz not null,
  ended_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text,
  note text,
  check ((acknowledged_at is null) = (acknowledged_by is null)),
  constraint alert_once unique (partner_id, environment, signal, subject, occasion)
);
create index alert_by_partner on alert (partner_id, id desc);
create index alert_open on alert (id desc) where acknowledged_at is null and ended_at is null`;
