import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Makes the inbound path cheaper for PostgreSQL.
 *
 * - `expect_rows` lets one statement decide on rows that it did not lock: it counts what it touched, and when that is not
 *   what was expected, somebody was faster and all of it is undone. Told as a serialisation failure, which says: try again.
 * - A lead's status is written from the catalogue, and statuses are never deleted: the check was a query a report.
 * - Nearly every receipt says `applied`; nobody needs an index to find one.
 * - A report that found its lead is told by the timeline and its receipt; `status_update` keeps what waits for somebody.
 */
export class InboundPath0005 implements MigrationInterface {
  readonly name = 'InboundPath1764000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(EXPECT_ROWS);
    await runner.query('alter table lead drop constraint lead_status_fkey');
    await runner.query('drop index receipt_by_reason');
    await runner.query("create index receipt_by_reason on receipt (reason, id desc) where reason <> 'applied'");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index receipt_by_reason');
    await runner.query('create index receipt_by_reason on receipt (reason, id desc)');
    await runner.query(
      'alter table lead add constraint lead_status_fkey foreign key (status) references canonical_status',
    );
    await runner.query('drop function expect_rows');
  }
}

const EXPECT_ROWS = `
create function expect_rows(touched bigint, expected bigint) returns void language plpgsql as $$
begin
  if touched is distinct from expected then
    raise exception '% rows changed meanwhile', expected - touched using errcode = 'serialization_failure';
  end if;
end
$$`;
