import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A partner's mapping document. The document never changes; one version a partner, environment and direction is live. */
@Entity('adapter_version')
@Unique('adapter_version_number', ['partnerId', 'version'])
export class AdapterVersionRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'partner_id' }) partnerId!: string;
  @Column('text') environment!: 'live' | 'sandbox';
  @Column('text') direction!: 'inbound' | 'outbound';
  /** Counts all of the partner's versions, so that it names one by itself. */
  @Column('integer') version!: number;
  @Column('jsonb') document!: object;
  @Column('text') state!: 'draft' | 'live' | 'retired';
  /** Why it was made, for people. */
  @Column('text', { nullable: true }) note!: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('text', { name: 'created_by' }) createdBy!: string;
  @Column('timestamptz', { name: 'activated_at', nullable: true }) activatedAt!: Date | null;
  @Column('text', { name: 'activated_by', nullable: true }) activatedBy!: string | null;
}

/** A body that a version must read as expected before it goes live. Both are sealed: they speak of people. */
@Entity('adapter_sample')
export class AdapterSampleRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'adapter_version_id' }) adapterVersionId!: string;
  @Column('text', { name: 'content_type', nullable: true }) contentType!: string | null;
  @Column('bytea', { name: 'body_sealed' }) bodySealed!: Buffer;
  /** What each update of the body must be read as. */
  @Column('bytea', { name: 'expected_sealed' }) expectedSealed!: Buffer;
}
