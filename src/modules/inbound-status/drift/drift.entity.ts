import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { FieldCount } from './inbound-day.domain.js';

type Environment = 'live' | 'sandbox';

/** How far a partner's receipts were looked at. */
@Entity('inbound_watch')
export class InboundWatchRow {
  @PrimaryColumn('uuid', { name: 'partner_id' }) readonly partnerId!: string;
  @PrimaryColumn('text') readonly environment!: Environment;
  @Column('uuid', { name: 'read_to' }) readTo!: string;
  @Column('timestamptz', { name: 'last_receipt_at', nullable: true }) lastReceiptAt!: Date | null;
}

/** What a partner sent on one day. */
@Entity('inbound_day')
export class InboundDayRow {
  @PrimaryColumn('uuid', { name: 'partner_id' }) readonly partnerId!: string;
  @PrimaryColumn('text') readonly environment!: Environment;
  @PrimaryColumn('date') readonly day!: string;
  @Column('integer') receipts!: number;
  @Column('integer') updates!: number;
  @Column('integer') unmapped!: number;
  @Column('integer') unmatched!: number;
  @Column('double precision', { name: 'gap_seconds' }) gapSeconds!: number;
  @Column('double precision', { name: 'longest_gap_seconds' }) longestGapSeconds!: number;
  @Column('jsonb') fields!: Record<string, FieldCount>;
}

/** A path at which bodies of one version held something of one type; version 0 is the standard format. */
@Entity('inbound_shape')
export class InboundShapeRow {
  @PrimaryColumn('uuid', { name: 'partner_id' }) readonly partnerId!: string;
  @PrimaryColumn('text') readonly environment!: Environment;
  @PrimaryColumn('integer') readonly version!: number;
  @PrimaryColumn('text') readonly path!: string;
  @PrimaryColumn('text') readonly type!: string;
  @Column('integer') seen!: number;
  @Column('integer', { name: 'last_no' }) lastNo!: number;
  @Column('timestamptz', { name: 'first_at' }) firstAt!: Date;
  @Column('timestamptz', { name: 'last_at' }) lastAt!: Date;
}

/** Something that somebody should look at, once an occasion: of a partner, or of an account at a payment provider. */
@Entity('alert')
@Unique('alert_once', ['partnerId', 'environment', 'accountId', 'signal', 'subject', 'occasion'])
export class AlertRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'partner_id', nullable: true }) partnerId!: string | null;
  @Column('text', { nullable: true }) environment!: Environment | null;
  @Column('uuid', { name: 'account_id', nullable: true }) accountId!: string | null;
  @Column('integer', { nullable: true }) version!: number | null;
  @Column('text') signal!: string;
  @Column('text') subject!: string;
  @Column('text') occasion!: string;
  @Column('jsonb') details!: Record<string, string | number | null>;
  @Column('timestamptz', { name: 'raised_at' }) raisedAt!: Date;
  /** When it was seen last. */
  @Column('timestamptz', { name: 'last_at' }) lastAt!: Date;
  /** When it was over by itself. */
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
  @Column('timestamptz', { name: 'acknowledged_at', nullable: true }) acknowledgedAt!: Date | null;
  @Column('text', { name: 'acknowledged_by', nullable: true }) acknowledgedBy!: string | null;
  @Column('text', { nullable: true }) note!: string | null;
}
