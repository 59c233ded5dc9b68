import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What flows: receipts and leads, what is owed to partners, what they report, and what the user is told.
 *
 * Rows of the inbound path (receipt, lead_event, lead_identifier, status_update and its keys) carry ids without foreign keys: seven checks
 * a row were a quarter of PostgreSQL's work there. They are written from rows that the same transaction has read or holds,
 * and partners, leads and statuses are never deleted.
 */
export class ReceiptsLeadsAndDeliveries0003 implements MigrationInterface {
  readonly name = 'ReceiptsLeadsAndDeliveries1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(RECEIPTS);
    await runner.query(LEADS);
    await runner.query(DELIVERIES);
    await runner.query(STATUS_UPDATES);
    await runner.query(NOTIFICATIONS);
    for (const table of ['receipt', 'lead_event', 'delivery_attempt', 'status_update', 'notification']) {
      await runner.query('select create_month_partitions($1, now(), 3)', [table]);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table user_event, user_feed, notification, status_update_key, status_update,
      delivery_attempt, delivery, lead_event, lead_identifier, lead, refusal_count, receipt`);
  }
}

const RECEIPTS = `
create table receipt (
  id uuid primary key,
  source text not null,
  partner_id uuid,
  environment text check (environment in ('live', 'sandbox')),
  received_at timestamptz not null,
  method text not null,
  path text not null,
  content_type text,
  body_sealed bytea not null,
  body_bytes integer not null,
  body_sha256 bytea not null,
  verdict text not null check (verdict in ('accepted', 'refused', 'unauthenticated', 'failed')),
  reason text not null,
  http_status smallint not null,
  outcome text,
  lead_id uuid,
  adapter_version integer,
  trace jsonb,
  expires_at timestamptz
) partition by range (id);
create index receipt_by_partner on receipt (partner_id, id desc);
create index receipt_by_reason on receipt (reason, id desc);
create index receipt_by_lead on receipt (lead_id, id desc) where lead_id is not null;
create index receipt_expiry on receipt (expires_at) where expires_at is not null;
create table refusal_count (
  source text not null,
  hour timestamptz not null,
  reason text not null,
  refusals bigint not null,
  primary key (source, hour, reason)
)`;

const LEADS = `
create table lead (
  id uuid primary key,
  user_id text not null,
  environment text not null check (environment in ('live', 'sandbox')),
  state text not null check (state in ('unrouted', 'routed', 'delivered', 'not_delivered')),
  mass_tort_id uuid not null references mass_tort (id),
  requested_partner_id uuid references partner (id),
  partner_id uuid references partner (id),
  status text references canonical_status (code),
  status_at timestamptz,
  us_state text,
  person_sealed bytea not null,
  answers_sealed bytea not null,
  source text not null,
  submitted_at timestamptz not null,
  created_at timestamptz not null,
  routed_at timestamptz,
  check ((state = 'unrouted') = (partner_id is null))
) with (fillfactor = 85);
create index lead_by_user on lead (user_id, id desc);
create index lead_unrouted on lead (id) where state = 'unrouted';
create index lead_by_partner on lead (partner_id, id desc);
create table lead_identifier (
  partner_id uuid not null,
  environment text not null check (environment in ('live', 'sandbox')),
  kind text not null check (kind in ('lead_id', 'external_id', 'phone', 'email', 'name')),
  value text not null,
  lead_id uuid not null,
  source text not null,
  created_at timestamptz not null,
  primary key (partner_id, environment, kind, value, lead_id)
);
create unique index lead_identifier_external on lead_identifier (partner_id, environment, value) where kind = 'external_id';
create index lead_identifier_lead on lead_identifier (lead_id);
create table lead_event (
  id uuid primary key,
  lead_id uuid not null,
  at timestamptz not null,
  type text not null,
  status text,
  raw_status text,
  message_sealed bytea,
  receipt_id uuid,
  applied boolean not null,
  data jsonb
) partition by range (id);
create index lead_event_by_lead on lead_event (lead_id, id)`;

const DELIVERIES = `
create table delivery (
  id uuid primary key,
  lead_id uuid not null references lead (id),
  partner_id uuid not null references partner (id),
  environment text not null check (environment in ('live', 'sandbox')),
  state text not null check (state in ('waiting', 'retrying', 'delivered', 'refused', 'exhausted', 'unknown', 'held')),
  reason text,
  attempts integer not null default 0,
  retries_used integer not null default 0,
  losses integer not null default 0,
  next_attempt_at timestamptz,
  claim_id uuid,
  claimed_until timestamptz,
  body_sealed bytea not null,
  content_type text not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  constraint delivery_once unique (lead_id, partner_id),
  check ((state in ('waiting', 'retrying')) = (next_attempt_at is not null))
);
create index delivery_due on delivery (next_attempt_at) where next_attempt_at is not null;
create index delivery_due_by_partner on delivery (partner_id, environment, next_attempt_at) where next_attempt_at is not null;
create index delivery_held on delivery (partner_id, environment) where state = 'held';
create index delivery_by_state on delivery (state, id desc);
create table delivery_attempt (
  id uuid primary key,
  delivery_id uuid not null references delivery (id),
  number integer not null,
  cause text not null check (cause in ('first', 'retry', 'resend')),
  outcome text not null,
  reason text,
  started_at timestamptz not null,
  duration_ms integer,
  phases jsonb,
  address text,
  request_headers jsonb not null,
  request_sha256 text not null,
  http_status smallint,
  response_headers jsonb,
  response_sealed bytea,
  next_attempt_at timestamptz,
  worker text not null
) partition by range (id);
create index delivery_attempt_by_delivery on delivery_attempt (delivery_id, id)`;

const STATUS_UPDATES = `
create table status_update (
  id uuid primary key,
  receipt_id uuid not null,
  item integer not null,
  partner_id uuid not null,
  environment text not null check (environment in ('live', 'sandbox')),
  lead_id uuid,
  matched_by text,
  raw_status text,
  canonical text,
  outcome text not null check (outcome in ('applied', 'duplicate', 'stale', 'unmapped', 'parked', 'ignored')),
  reason text,
  parked boolean not null default false,
  event_at timestamptz not null,
  fields_sealed bytea,
  created_at timestamptz not null
) partition by range (id);
create index status_update_parked on status_update (partner_id, environment, id) where parked;
create table status_update_key (
  dedupe_key bytea primary key,
  lead_id uuid not null,
  matched_by text not null,
  expires_at timestamptz
);
create index status_update_key_expiry on status_update_key (expires_at) where expires_at is not null`;

const NOTIFICATIONS = `
create table notification (
  id uuid primary key,
  user_id text not null,
  lead_id uuid references lead (id),
  type text not null,
  title text not null,
  text text not null,
  data jsonb not null,
  created_at timestamptz not null,
  read_at timestamptz
) partition by range (id);
create index notification_by_user on notification (user_id, id desc);
create table user_feed (
  user_id text primary key,
  last_seq bigint not null
);
create table user_event (
  user_id text not null references user_feed (user_id),
  seq bigint not null,
  type text not null,
  data jsonb not null,
  created_at timestamptz not null,
  primary key (user_id, seq)
);
create index user_event_age on user_event (created_at)`;
