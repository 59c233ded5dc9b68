import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What payment providers tell, and what follows from it.
 *
 * - An account is one set-up at a provider, with every key that its webhooks may be signed with.
 * - A payment is one object at a provider, whoever made it; `state` is what its events together say. What is asked of us
 *   is a request, and only a request links a payment to a user.
 * - `payment_event_once` absorbs repeats, `payment_effect` and the ledger hold each effect once.
 * - The ledger is never edited: the entries of an asset sum to zero at any moment.
 */
export class Payments0011 implements MigrationInterface {
  readonly name = 'Payments1764000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ACCOUNTS);
    await runner.query(PAYMENTS);
    await runner.query(EFFECTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ledger_entry, payment_effect, payment_exception, payment_event, payment');
    await runner.query('drop table payment_request, provider_key, provider_account');
    await runner.query('drop function ledger_stays()');
  }
}

const ACCOUNTS = `
create table provider_account (
  id uuid primary key,
  provider text not null check (provider in ('payram', 'paidlys', 'carevalidate')),
  account text not null check (account ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null,
  base_url text,
  api_token_sealed bytea,
  static_header text,
  recheck text not null check (recheck in ('always', 'unsigned_only')),
  late_payments text not null check (late_payments in ('hold', 'accept')),
  fill_tolerance numeric(38,18) not null default 0 check (fill_tolerance >= 0),
  payout_addresses text[] not null default '{}',
  active boolean not null default true,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint provider_account_name unique (provider, account)
);
create table provider_key (
  id uuid primary key,
  account_id uuid not null references provider_account (id),
  secret_sealed bytea not null,
  last_four text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  retired_at timestamptz
);
create index provider_key_by_account on provider_key (account_id, id)`;

const PAYMENTS = `
create table payment_request (
  id uuid primary key,
  account_id uuid not null references provider_account (id),
  user_id text not null,
  lead_id uuid references lead (id),
  amount numeric(38,18) not null check (amount > 0),
  currency text not null,
  state text not null check (state in ('creating', 'created', 'refused', 'unknown')),
  reference text,
  url text,
  error text,
  call_key text,
  call_hash text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check ((state = 'created') = (reference is not null)),
  constraint payment_request_once unique (call_key),
  constraint payment_request_reference unique (account_id, reference)
);
create index payment_request_by_user on payment_request (user_id, id desc);
create table payment (
  id uuid primary key,
  account_id uuid not null references provider_account (id),
  kind text not null check (kind in ('payram_payment', 'payram_payout', 'paidlys_invoice', 'paidlys_withdrawal', 'paidlys_deposit')),
  reference text not null,
  status text,
  state jsonb not null,
  version integer not null default 1,
  exceptions text[] not null default '{}',
  held text[] not null default '{}',
  asset text,
  network text,
  filled numeric(38,18),
  credited numeric(38,18) not null default 0,
  request_id uuid references payment_request (id),
  user_id text,
  lead_id uuid references lead (id),
  next_check_at timestamptz,
  check_step smallint not null default 0,
  last_event_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint payment_reference unique (account_id, kind, reference)
);
create index payment_due on payment (next_check_at) where next_check_at is not null;
create index payment_troubled on payment (id desc) where exceptions <> '{}' or held <> '{}';
create index payment_by_user on payment (user_id, id desc) where user_id is not null;
create index payment_by_lead on payment (lead_id, id desc) where lead_id is not null;
create index payment_by_request on payment (request_id) where request_id is not null;
create table payment_event (
  id uuid primary key,
  payment_id uuid not null references payment (id),
  receipt_id uuid,
  source text not null check (source in ('webhook', 'check', 'operator', 'request')),
  proof text not null,
  dedupe_key bytea not null,
  raw_status text,
  status text,
  outcome text not null,
  reason text,
  facts jsonb not null default '{}',
  provider_at timestamptz,
  created_at timestamptz not null,
  constraint payment_event_once unique (payment_id, dedupe_key)
);
create table payment_exception (
  id uuid primary key,
  payment_id uuid not null references payment (id),
  code text not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  closed_by text,
  note text
);
create unique index payment_exception_open on payment_exception (payment_id, code) where closed_at is null`;

const EFFECTS = `
create table payment_effect (
  payment_id uuid not null references payment (id),
  effect text not null check (effect in ('credited', 'told')),
  transition text not null,
  created_at timestamptz not null,
  primary key (payment_id, effect, transition)
);
create table ledger_entry (
  id uuid primary key,
  payment_id uuid not null references payment (id),
  holder text not null,
  asset text not null,
  network text,
  amount numeric(38,18) not null check (amount <> 0),
  reason text not null,
  created_at timestamptz not null
);
create index ledger_entry_by_payment on ledger_entry (payment_id, id);
create function ledger_stays() returns trigger language plpgsql as $$
begin
  raise exception 'an entry of the ledger stays as it is';
end $$;
create trigger ledger_entry_stays before update or delete on ledger_entry for each row execute function ledger_stays();
create trigger ledger_stays before truncate on ledger_entry for each statement execute function ledger_stays()`;
