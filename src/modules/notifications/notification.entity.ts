import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One thing that a user was told. The id is that of the news it tells of, so the same news is told once. */
@Entity('notification')
export class NotificationRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text', { name: 'user_id' }) userId!: string;
  @Column('uuid', { name: 'lead_id', nullable: true }) leadId!: string | null;
  @Column('text') type!: string;
  @Column('text') title!: string;
  @Column('text') text!: string;
  @Column('jsonb') data!: object;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'read_at', nullable: true }) readAt!: Date | null;
}

/** The number of the newest event of a user. Whoever holds this row numbers the next ones. */
@Entity('user_feed')
export class UserFeedRow {
  @PrimaryColumn('text', { name: 'user_id' }) readonly userId!: string;
  @Column('bigint', { name: 'last_seq' }) lastSeq!: string;
}

/** What the app hears over its stream; numbered for each user, without a gap. */
@Entity('user_event')
export class UserEventRow {
  @PrimaryColumn('text', { name: 'user_id' }) readonly userId!: string;
  @PrimaryColumn('bigint') readonly seq!: string;
  @Column('text') type!: string;
  @Column('jsonb') data!: object;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}
