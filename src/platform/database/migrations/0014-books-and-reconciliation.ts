import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is put right by people, and what a provider has against what we have.
 *
 * - `received` is what a payment is known to have brought, at least what was credited or went back to its sender before it
 *   was credited. A correction adds itself to the payment's sums, so no more goes back than came, whoever writes it.
 * - Each statement that adds to the ledger adds up to zero for each payment and asset: so does the whole of it, at any moment.
 * - A run of a reconciliation is a report once it is finished, and stays as it is; resolutions and the sign-off stand beside it.
 * - Alerts are of a partner, or of an account at a provider.
 */
export class BooksAndReconciliation0014 implements MigrationInterface {
  readonly name = 'BooksAndReconciliation1764000000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SUMS);
    await runner.query(CORRECTIONS);
    await runner.query(BALANCE);
    await runner.query(RECONCILIATION);
    await runner.query(REPORTS_STAY);
    await runner.query(ALERTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(ALERTS_DOWN);
    await runner.query('drop table reconciliation_resolution, reconciliation_difference, reconciliation_item');
    await runner.query('drop table reconciliation_run');
    await runner.query('drop function report_stays(), differences_stay()');
    await runner.query('drop trigger ledger_balances on ledger_entry');
    await runner.query('drop function ledger_balances()');
    await runner.query('drop table payment_correction');
    await runner.query('drop function correction_counts()');
    await runner.query(
      'alter table payment drop column received, drop column refunded, drop column returned, drop column reversed',
    );
  }
}

/** What came before this was known is taken from what was told of it. */
const SUMS = `
alter table payment
  add column received numeric(38,18) not null default 0,
  add column refunded numeric(38,18) not null default 0,
  add column returned numeric(38,18) not null default 0,
  add column reversed numeric(38,18) not null default 0;
update payment set received = greatest(credited, case
  when kind = 'payram_payment' and status in ('PARTIALLY_FILLED', 'FILLED', 'OVER_FILLED') then coalesce(filled, 0)
  when kind = 'paidlys_deposit' and status = 'done' then coalesce(filled, 0)
  when kind = 'paidlys_invoice' and status = 'done'
    then coalesce((select amount from payment_request where payment_request.id = payment.request_id), 0)
  else 0 end);
alter table payment
  add constraint payment_returned_is_refunded check (returned between 0 and refunded),
  add constraint payment_credited_was_received check (received >= credited + returned),
  add constraint payment_reversed_was_credited check (reversed >= 0 and refunded - returned + reversed <= credited),
  add constraint payment_refunded_was_received check (refunded + reversed <= received)`;

const CORRECTIONS = `
create table payment_correction (
  id uuid primary key,
  payment_id uuid not null references payment (id),
  kind text not null check (kind in ('refund', 'claw_back', 'move')),
  reference text,
  amount numeric(38,18) not null check (amount >= 0),
  uncredited numeric(38,18) not null default 0 check (uncredited between 0 and amount),
  asset text,
  network text,
  from_user text,
  from_lead uuid references lead (id),
  to_user text,
  to_lead uuid references lead (id),
  reason text not null,
  made_by text not null,
  created_at timestamptz not null,
  constraint payment_correction_once unique (payment_id, kind, reference),
  check ((kind = 'move') = (reference is null)),
  check ((kind = 'move') = (to_user is not null)),
  check (kind = 'move' or amount > 0),
  check (kind = 'refund' or uncredited = 0)
);
create function correction_counts() returns trigger language plpgsql as $$
begin
  update payment set
    refunded = refunded + case when new.kind = 'refund' then new.amount else 0 end,
    returned = returned + new.uncredited,
    reversed = reversed + case when new.kind = 'claw_back' then new.amount else 0 end
  where id = new.payment_id;
  return null;
end $$;
create trigger payment_correction_counts after insert on payment_correction for each row execute function correction_counts();
create trigger payment_correction_stays before update or delete on payment_correction for each row execute function ledger_stays();
create trigger payment_corrections_stay before truncate on payment_correction for each statement execute function ledger_stays()`;

const BALANCE = `
create function ledger_balances() returns trigger language plpgsql as $$
begin
  if exists (select from added group by payment_id, asset, network having sum(amount) <> 0) then
    raise exception 'the entries of a payment add up to zero in each asset' using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger ledger_balances after insert on ledger_entry
  referencing new table as added for each statement execute function ledger_balances()`;

const RECONCILIATION = `
create table reconciliation_run (
  id uuid primary key,
  account_id uuid not null references provider_account (id),
  kind text not null,
  source text not null check (source in ('list', 'file')),
  state text not null check (state in ('waiting', 'finished', 'failed')),
  since timestamptz not null,
  until timestamptz not null,
  claimed_until timestamptz,
  error text,
  totals jsonb not null default '[]',
  differences integer not null default 0,
  sha256 bytea,
  requested_by text not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  signed_off_by text,
  signed_off_by_id uuid,
  signed_off_at timestamptz,
  signed_off_note text,
  check (since < until),
  check ((state = 'waiting') = (finished_at is null)),
  check ((state = 'finished') = (sha256 is not null)),
  check ((state = 'failed') = (error is not null)),
  check ((signed_off_by is null) = (signed_off_at is null)),
  check (signed_off_by is null or state = 'finished')
);
create unique index reconciliation_run_sole on reconciliation_run (account_id, kind) where state = 'waiting';
create index reconciliation_run_by_account on reconciliation_run (account_id, kind, id desc);
create table reconciliation_item (
  run_id uuid not null references reconciliation_run (id) on delete cascade,
  reference text not null,
  status text,
  amount numeric(38,18),
  filled numeric(38,18),
  asset text,
  network text,
  tx_hash text,
  created_at timestamptz,
  updated_at timestamptz,
  primary key (run_id, reference)
);
create table reconciliation_difference (
  run_id uuid not null references reconciliation_run (id),
  no integer not null,
  bucket text not null check (bucket in
    ('missing_here', 'missing_there', 'state_diff', 'amount_diff', 'duplicate_tx', 'orphan')),
  reference text not null,
  payment_id uuid references payment (id),
  asset text,
  network text,
  ours jsonb,
  theirs jsonb,
  first_seen_at timestamptz not null,
  primary key (run_id, no)
);
create index reconciliation_difference_by_reference on reconciliation_difference (run_id, reference);
create table reconciliation_resolution (
  run_id uuid not null,
  no integer not null,
  note text not null,
  resolved_by text not null,
  resolved_by_id uuid,
  resolved_at timestamptz not null,
  primary key (run_id, no),
  foreign key (run_id, no) references reconciliation_difference (run_id, no)
)`;

const REPORTS_STAY = `
create function report_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.state = 'waiting' then return new; end if;
  if tg_op = 'UPDATE' and old.state = 'finished' and old.signed_off_by is null
    and to_jsonb(new) - array['signed_off_by', 'signed_off_by_id', 'signed_off_at', 'signed_off_note']
      = to_jsonb(old) - array['signed_off_by', 'signed_off_by_id', 'signed_off_at', 'signed_off_note']
  then return new; end if;
  raise exception 'a report of a reconciliation stays as it is';
end $$;
create trigger reconciliation_run_stays before update or delete on reconciliation_run
  for each row execute function report_stays();
create function differences_stay() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if exists (select from added join reconciliation_run on reconciliation_run.id = added.run_id where state <> 'waiting')
    then raise exception 'a report of a reconciliation stays as it is'; end if;
    return null;
  end if;
  raise exception 'a report of a reconciliation stays as it is';
end $$;
create trigger reconciliation_difference_added after insert on reconciliation_difference
  referencing new table as added for each statement execute function differences_stay();
create trigger reconciliation_difference_stays before update or delete or truncate on reconciliation_difference
  for each statement execute function differences_stay();
create trigger reconciliation_resolution_stays before update or delete or truncate on reconciliation_resolution
  for each statement execute function differences_stay()`;

const ALERTS = `
alter table alert alter column partner_id drop not null;
alter table alert alter column environment drop not null;
alter table alert add column account_id uuid references provider_account (id);
alter table alert add constraint alert_of_one check (
  (partner_id is null) = (account_id is not null) and (environment is null) = (partner_id is null));
alter table alert drop constraint alert_once;
alter table alert add constraint alert_once
  unique nulls not distinct (partner_id, environment, account_id, signal, subject, occasion);
create index alert_by_account on alert (account_id, id desc) where account_id is not null`;

const ALERTS_DOWN = `
delete from alert where account_id is not null;
drop index alert_by_account;
alter table alert drop constraint alert_once;
alter table alert add constraint alert_once unique (partner_id, environment, signal, subject, occasion);
alter table alert drop constraint alert_of_one;
alter table alert drop column account_id;
alter table alert alter column partner_id set not null;
alter table alert alter column environment set not null`;
