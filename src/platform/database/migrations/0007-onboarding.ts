import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a partner says of itself before it goes live, and that it is live.
 *
 * - Partners that were there before are live: leads were sent to them. So are those that an older process adds.
 * - `declared_status` is the list of raw statuses that a partner says it will send.
 * - What came of test leads and of test updates is found among few rows, not among all of a partner.
 * - `case_codes` are the codes by which a partner names a mass tort.
 */
export class Onboarding0007 implements MigrationInterface {
  readonly name = 'Onboarding1764000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table partner add column live_at timestamptz default now()');
    await runner.query('update partner set live_at = created_at');
    await runner.query("alter table partner_case add column case_codes text[] not null default '{}'");
    await runner.query(`
      create table declared_status (
        partner_id uuid not null references partner (id),
        status_key text not null,
        raw_status text not null,
        primary key (partner_id, status_key)
      )`);
    await runner.query("create index delivery_sandbox on delivery (partner_id, id desc) where environment = 'sandbox'");
    await runner.query("create index receipt_sandbox on receipt (partner_id, id desc) where environment = 'sandbox'");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index receipt_sandbox, delivery_sandbox');
    await runner.query('drop table declared_status');
    await runner.query('alter table partner_case drop column case_codes');
    await runner.query('alter table partner drop column live_at');
  }
}
