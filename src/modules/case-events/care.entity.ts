import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A case at CareValidate, as its newest event tells it. */
@Entity('care_case')
@Unique('care_case_reference', ['accountId', 'reference'])
export class CareCaseRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  /** CareValidate's own id, as opaque text. */
  @Column('text') reference!: string;
  @Column('text', { nullable: true }) status!: string | null;
  @Column('boolean', { name: 'is_archived', nullable: true }) isArchived!: boolean | null;
  @Column('timestamptz', { name: 'closed_at', nullable: true }) closedAt!: Date | null;
  @Column('text', { name: 'archive_reason', nullable: true }) archiveReason!: string | null;
  /** By member: the newest version that told it. */
  @Column('jsonb') versions!: object;
  /** What the user was told of it so far. */
  @Column('text', { array: true }) told!: string[];
  @Column('text', { name: 'user_id', nullable: true }) userId!: string | null;
  @Column('uuid', { name: 'lead_id', nullable: true }) leadId!: string | null;
  @Column('timestamptz', { name: 'linked_at', nullable: true }) linkedAt!: Date | null;
  @Column('text', { name: 'linked_by', nullable: true }) linkedBy!: string | null;
  @Column('timestamptz', { name: 'last_event_at', nullable: true }) lastEventAt!: Date | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}

/** One event, without what it says about a person. Its id is that of its receipt. */
@Entity('care_event')
@Unique('care_event_once', ['accountId', 'dedupeKey'])
export class CareEventRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('uuid', { name: 'case_id', nullable: true }) caseId!: string | null;
  @Column('uuid', { name: 'payment_id', nullable: true }) paymentId!: string | null;
  @Column('bytea', { name: 'dedupe_key' }) dedupeKey!: Buffer;
  /** Null when there is none, or what is there cannot be one. */
  @Column('text', { nullable: true }) name!: string | null;
  @Column('boolean') known!: boolean;
  @Column('text', { name: 'activity_id', nullable: true }) activityId!: string | null;
  @Column('timestamptz', { name: 'occurred_at', nullable: true }) occurredAt!: Date | null;
  /** The documented members that it carried. */
  @Column('jsonb') members!: readonly string[];
  @Column('boolean', { name: 'is_restricted' }) isRestricted!: boolean;
  @Column('boolean', { name: 'is_phi', nullable: true }) isPhi!: boolean | null;
  @Column('text') outcome!: string;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('integer', { name: 'body_bytes' }) bodyBytes!: number;
  @Column('bytea', { name: 'body_sha256' }) bodySha256!: Buffer;
  @Column('timestamptz', { name: 'received_at' }) receivedAt!: Date;
  /** Its bytes are gone since. */
  @Column('timestamptz', { name: 'erased_at', nullable: true }) erasedAt!: Date | null;
}

/** An event's bytes, under a data key of their own. */
@Entity('care_body')
export class CareBodyRow {
  @PrimaryColumn('uuid', { name: 'event_id' }) readonly eventId!: string;
  @Column('bytea', { name: 'key_sealed' }) keySealed!: Buffer;
  @Column('bytea', { name: 'body_sealed', select: false }) bodySealed!: Buffer;
  @Column('timestamptz', { name: 'erase_after' }) eraseAfter!: Date;
}
