import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Past receipts read once more: runs, and the receipts that a run found to differ. */
export class Replays0009 implements MigrationInterface {
  readonly name = 'Replays1764000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REPLAYS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index status_update_by_receipt');
    await runner.query('drop table replay_item, replay_run');
  }
}

const REPLAYS = `
create table replay_run (
  id uuid primary key,
  partner_id uuid not null references partner (id),
  environment text not null check (environment in ('live', 'sandbox')),
  adapter_version integer,
  filter jsonb not null,
  dry_run boolean not null,
  state text not null check (state in ('reading', 'applying', 'done', 'cancelled', 'failed')),
  read_to uuid not null,
  until timestamptz not null,
  checked integer not null default 0,
  counts jsonb not null default '{}',
  error text,
  created_at timestamptz not null,
  created_by text not null,
  finished_at timestamptz,
  check ((state in ('reading', 'applying')) = (finished_at is null))
);
create index replay_run_by_partner on replay_run (partner_id, id desc);
create table replay_item (
  run_id uuid not null references replay_run (id) on delete cascade,
  receipt_id uuid not null,
  class text not null check (class in ('broken', 'changed', 'fixed', 'still_failing', 'same')),
  event_at timestamptz not null,
  lead_changed boolean not null,
  changes jsonb not null,
  failed_by text,
  fails_by text,
  tells text[] not null,
  applied_at timestamptz,
  primary key (run_id, receipt_id)
);
create index replay_item_due on replay_item (run_id, event_at, receipt_id) where applied_at is null;
create index status_update_by_receipt on status_update (receipt_id)`;
