import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What every module stands on: month partitions, the outbox, idempotency keys and the wrapped data keys.
 *
 * Tables that grow without end are partitioned by range of their UUIDv7 key. The key starts with the time, so one
 * primary key is both unique over all partitions and enough to find the right one.
 */
export class Platform0001 implements MigrationInterface {
  readonly name = 'Platform1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FIRST_ID);
    await runner.query(CREATE_MONTHS);
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table outbox, idempotency_key, data_key');
    await runner.query('drop function create_month_partitions(text, timestamptz, integer)');
    await runner.query('drop function first_id_of(timestamptz)');
  }
}

/** The lowest UUIDv7-shaped value of a millisecond: a partition's bound. */
const FIRST_ID = `
create function first_id_of(moment timestamptz) returns uuid language sql immutable strict as $$
  select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$$`;

/**
 * Idempotent: makes the partition of `moment`'s month and of the `ahead` months after it, and the default one. A month
 * whose rows came before its partition, and so are in the default one, stays there: PostgreSQL refuses to divide them.
 */
const CREATE_MONTHS = `
create function create_month_partitions(parent text, moment timestamptz, ahead integer) returns integer
language plpgsql set timezone to 'UTC' as $$
declare
  month timestamptz;
  child text;
  made integer := 0;
begin
  if to_regclass(parent || '_default') is null then
    execute format('create table %I partition of %I default', parent || '_default', parent);
  end if;
  for i in 0 .. ahead loop
    month := date_trunc('month', moment, 'UTC') + make_interval(months => i);
    child := parent || to_char(month at time zone 'UTC', '"_"YYYY"_"MM');
    if to_regclass(child) is null then
      begin
        execute format('create table %I partition of %I for values from (%L) to (%L)', child, parent,
          first_id_of(month), first_id_of(date_trunc('month', month + interval '32 days', 'UTC')));
        made := made + 1;
      exception when check_violation then
        null;
      end;
    end if;
  end loop;
  return made;
end $$`;

const TABLES = `
create table outbox (
  id uuid primary key,
  topic text not null,
  consumer text not null,
  lane text not null,
  data jsonb not null,
  created_at timestamptz not null,
  enqueued_at timestamptz,
  enqueues integer not null default 0,
  failures integer not null default 0,
  last_error text
);
create index outbox_to_enqueue on outbox (id) where enqueued_at is null;
create index outbox_enqueued on outbox (lane, enqueued_at) where enqueued_at is not null;

create table idempotency_key (
  scope text not null,
  key text not null,
  request_hash text not null,
  answer jsonb not null,
  created_at timestamptz not null,
  primary key (scope, key)
);
create index idempotency_key_age on idempotency_key (created_at);

create table data_key (
  purpose text primary key,
  wrapped bytea not null,
  created_at timestamptz not null
)`;
