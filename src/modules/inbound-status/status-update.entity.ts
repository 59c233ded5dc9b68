import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MatchedBy } from './lead-match.domain.js';

export type UpdateOutcome = 'applied' | 'duplicate' | 'stale' | 'unmapped' | 'parked' | 'ignored';

/** One report that was kept: what it said, which lead it meant, what it did. */
@Entity('status_update')
export class StatusUpdateRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'receipt_id' }) receiptId!: string;
  /** Position in the body, from 0. */
  @Column('integer') item!: number;
  @Column('uuid', { name: 'partner_id' }) partnerId!: string;
  @Column('text') environment!: 'live' | 'sandbox';
  @Column('uuid', { name: 'lead_id', nullable: true }) leadId!: string | null;
  @Column('text', { name: 'matched_by', nullable: true }) matchedBy!: MatchedBy | null;
  @Column('text', { name: 'raw_status', nullable: true }) rawStatus!: string | null;
  @Column('text', { nullable: true }) canonical!: string | null;
  @Column('text') outcome!: UpdateOutcome;
  @Column('text', { nullable: true }) reason!: string | null;
  /** What parked reports of this reason have in common: `raw_status:wet ink`. */
  @Column('text', { nullable: true }) cause!: string | null;
  /** What it may find its lead by, as `kind|value`; null once it found it. */
  @Column('jsonb', { nullable: true }) keys!: string[] | null;
  /** Waits for an operator, or for what would let it through. */
  @Column('boolean') parked!: boolean;
  @Column('timestamptz', { name: 'event_at' }) eventAt!: Date;
  /** The normalised update; kept while it is parked, to be tried again. */
  @Column('bytea', { name: 'fields_sealed', nullable: true }) fieldsSealed!: Buffer | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}

/** By what a repeat of a matched report is known. */
@Entity('status_update_key')
export class StatusUpdateKeyRow {
  @PrimaryColumn('bytea', { name: 'dedupe_key' }) readonly dedupeKey!: Buffer;
  @Column('uuid', { name: 'lead_id' }) leadId!: string;
  @Column('text', { name: 'matched_by' }) matchedBy!: string;
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt!: Date | null;
}
