import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A claimant's qualified intake. Person and answers are sealed. */
@Entity('lead')
export class LeadRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text', { name: 'user_id' }) userId!: string;
  @Column('text') environment!: 'live' | 'sandbox';
  @Column('text') state!: 'unrouted' | 'routed' | 'delivered' | 'not_delivered';
  @Column('uuid', { name: 'mass_tort_id' }) massTortId!: string;
  @Column('uuid', { name: 'requested_partner_id', nullable: true }) requestedPartnerId!: string | null;
  @Column('uuid', { name: 'partner_id', nullable: true }) partnerId!: string | null;
  @Column('text', { nullable: true }) status!: string | null;
  @Column('timestamptz', { name: 'status_at', nullable: true }) statusAt!: Date | null;
  @Column('text', { name: 'us_state', nullable: true }) usState!: string | null;
  @Column('bytea', { name: 'person_sealed' }) personSealed!: Buffer;
  @Column('bytea', { name: 'answers_sealed' }) answersSealed!: Buffer;
  @Column('text') source!: string;
  @Column('timestamptz', { name: 'submitted_at' }) submittedAt!: Date;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'routed_at', nullable: true }) routedAt!: Date | null;
}

/** One thing that a partner may name a lead by. Phones, e-mails and names are blind indexes. */
@Entity('lead_identifier')
export class LeadIdentifierRow {
  @PrimaryColumn('uuid', { name: 'partner_id' }) readonly partnerId!: string;
  @PrimaryColumn('text') readonly environment!: 'live' | 'sandbox';
  @PrimaryColumn('text') readonly kind!: 'lead_id' | 'external_id' | 'phone' | 'email' | 'name';
  @PrimaryColumn('text') readonly value!: string;
  @PrimaryColumn('uuid', { name: 'lead_id' }) readonly leadId!: string;
  @Column('text') source!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}

/** A partner's own id that was said of a second lead. It stays with the first until an operator decides. */
@Entity('external_id_dispute')
@Unique('external_id_dispute_once', ['partnerId', 'environment', 'value', 'leadId'])
export class ExternalIdDisputeRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'partner_id' }) partnerId!: string;
  @Column('text') environment!: 'live' | 'sandbox';
  @Column('text') value!: string;
  /** The lead that it was said of, too. */
  @Column('uuid', { name: 'lead_id' }) leadId!: string;
  /** The lead that it is known for. */
  @Column('uuid', { name: 'held_by' }) heldBy!: string;
  @Column('text') source!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'settled_at', nullable: true }) settledAt!: Date | null;
}

/** A partner's own id that was said of too many leads: it stands for none, and is not learnt. */
@Entity('external_id_stop')
export class ExternalIdStopRow {
  @PrimaryColumn('uuid', { name: 'partner_id' }) readonly partnerId!: string;
  @PrimaryColumn('text') readonly environment!: 'live' | 'sandbox';
  @PrimaryColumn('text') readonly value!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}

/** One line of a lead's timeline; never changed. */
@Entity('lead_event')
export class LeadEventRow {
  @PrimaryColumn('uuid', { name: 'lead_id' }) leadId!: string;
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('timestamptz') at!: Date;
  @Column('text') type!: string;
  @Column('text', { nullable: true }) status!: string | null;
  @Column('text', { name: 'raw_status', nullable: true }) rawStatus!: string | null;
  @Column('bytea', { name: 'message_sealed', nullable: true }) messageSealed!: Buffer | null;
  @Column('uuid', { name: 'receipt_id', nullable: true }) receiptId!: string | null;
  @Column('boolean') applied!: boolean;
  @Column('jsonb', { nullable: true }) data!: object | null;
}
