import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Leads in partners' own formats, and what partners' replies mean. */
export class OutboundFormats0008 implements MigrationInterface {
  readonly name = 'OutboundFormats1764000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table delivery
        add column adapter_version integer,
        alter column body_sealed drop not null,
        alter column content_type drop not null,
        add constraint delivery_body_typed check ((body_sealed is null) = (content_type is null)),
        add constraint delivery_claimed_with_body check (claim_id is null or body_sealed is not null)`);
    await runner.query("alter table endpoint add column outcome_rules jsonb not null default '[]'");
    await runner.query('alter table delivery_attempt add column captured_sealed bytea');
  }

  /** Deliveries that wait for their body are lost: the table before had no place for them. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table delivery_attempt drop column captured_sealed');
    await runner.query('alter table endpoint drop column outcome_rules');
    await runner.query('delete from delivery where body_sealed is null');
    await runner.query(`
      alter table delivery
        drop column adapter_version,
        drop constraint delivery_body_typed,
        drop constraint delivery_claimed_with_body,
        alter column body_sealed set not null,
        alter column content_type set not null`);
  }
}
