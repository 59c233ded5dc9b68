import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Less to do for each status update.
 *
 * - A row of the outbox may hold several events of one topic: those that were appended together for one consumer.
 * - A timeline is read by its lead; one index does for that and for the key.
 */
export class FewerRowsOfNews0017 implements MigrationInterface {
  readonly name = 'FewerRowsOfNews1764000000017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table outbox add column events integer not null default 1 check (events > 0)');
    await runner.query('alter table lead_event drop constraint lead_event_pkey');
    await runner.query('drop index lead_event_by_lead');
    await runner.query('alter table lead_event add primary key (lead_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table lead_event drop constraint lead_event_pkey');
    await runner.query('alter table lead_event add primary key (id)');
    await runner.query('create index lead_event_by_lead on lead_event (lead_id, id)');
    await runner.query(`
      with packed as (delete from outbox where events > 1 returning *)
      insert into outbox (id, topic, consumer, lane, data, created_at, enqueued_at, enqueues, failures, last_error)
      select (one.event->>'id')::uuid, topic, consumer, lane, one.event->'data', created_at, enqueued_at, enqueues, failures,
        last_error
      from packed cross join jsonb_array_elements(packed.data) as one (event)`);
    await runner.query('alter table outbox drop column events');
  }
}
