import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What operators work through, by cause, and partners' own ids that are claimed for more than one lead.
 *
 * - `keys` are what a parked report may find its lead by, in the form of `lead_identifier`: a lead that was sent has those
 *   few tried again that it may have been meant by.
 * - `cause` is what parked reports of one reason have in common. Each group is a range of the index.
 * - Webhooks of known partners that were refused, or failed by an accident of ours, wait in the same queue until they are
 *   read after all, or discarded.
 * - An id stays with the lead that had it first; who claims it, too, is kept. An id that many leads claim stands for none.
 */
export class ParkedWorkAndDisputedIds0010 implements MigrationInterface {
  readonly name = 'ParkedWorkAndDisputedIds1764000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table status_update add column cause text, add column keys jsonb');
    await runner.query(
      'create index status_update_parked_by_cause on status_update (partner_id, environment, reason, cause, id) include (created_at) where parked',
    );
    await runner.query(
      'create index status_update_parked_by_lead on status_update (lead_id, id) where parked and lead_id is not null',
    );
    await runner.query(
      `create index receipt_refused on receipt (partner_id, environment, reason, id) include (content_type, received_at)
         where verdict in ('refused', 'failed') and reason <> 'discarded' and partner_id is not null`,
    );
    await runner.query(EXTERNAL_IDS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table external_id_stop, external_id_dispute');
    await runner.query('drop index receipt_refused');
    await runner.query('drop index status_update_parked_by_lead');
    await runner.query('drop index status_update_parked_by_cause');
    await runner.query('alter table status_update drop column keys, drop column cause');
  }
}

const EXTERNAL_IDS = `
create table external_id_dispute (
  id uuid primary key,
  partner_id uuid not null references partner (id),
  environment text not null check (environment in ('live', 'sandbox')),
  value text not null,
  lead_id uuid not null references lead (id),
  held_by uuid not null references lead (id),
  source text not null,
  created_at timestamptz not null,
  settled_at timestamptz,
  constraint external_id_dispute_once unique (partner_id, environment, value, lead_id)
);
create index external_id_dispute_open on external_id_dispute (partner_id, environment, value, id) where settled_at is null;
create index external_id_dispute_by_lead on external_id_dispute (lead_id);
create table external_id_stop (
  partner_id uuid not null references partner (id),
  environment text not null check (environment in ('live', 'sandbox')),
  value text not null,
  created_at timestamptz not null,
  primary key (partner_id, environment, value)
)`;
