import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Decimal, fromNumeric } from '../../../kernel/money.js';

const amount = {
  to: (value: unknown) => value,
  from: (text: string | null) => (text === null ? null : fromNumeric(text)),
};
const MONEY = { precision: 38, scale: 18, transformer: amount, nullable: true } as const;

/** One comparison of what we have with what a provider has. Finished, it is a report and stays. */
@Entity('reconciliation_run')
export class ReconciliationRunRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('text') kind!: string;
  /** The provider's API, or a file that an operator handed in. */
  @Column('text') source!: 'list' | 'file';
  @Column('text') state!: 'waiting' | 'finished' | 'failed';
  @Column('timestamptz') since!: Date;
  @Column('timestamptz') until!: Date;
  @Column('timestamptz', { name: 'claimed_until', nullable: true }) claimedUntil!: Date | null;
  @Column('text', { nullable: true }) error!: string | null;
  /** `Totals[]`. */
  @Column('jsonb') totals!: object;
  @Column('integer') differences!: number;
  @Column('bytea', { nullable: true }) sha256!: Buffer | null;
  @Column('text', { name: 'requested_by' }) requestedBy!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'finished_at', nullable: true }) finishedAt!: Date | null;
  @Column('text', { name: 'signed_off_by', nullable: true }) signedOffBy!: string | null;
  @Column('uuid', { name: 'signed_off_by_id', nullable: true }) signedOffById!: string | null;
  @Column('timestamptz', { name: 'signed_off_at', nullable: true }) signedOffAt!: Date | null;
  @Column('text', { name: 'signed_off_note', nullable: true }) signedOffNote!: string | null;
}

/** What the provider lists, until it is compared. */
@Entity('reconciliation_item')
export class ReconciliationItemRow {
  @PrimaryColumn('uuid', { name: 'run_id' }) readonly runId!: string;
  @PrimaryColumn('text') readonly reference!: string;
  @Column('text', { nullable: true }) status!: string | null;
  @Column('numeric', MONEY) amount!: Decimal | null;
  @Column('numeric', MONEY) filled!: Decimal | null;
  @Column('text', { nullable: true }) asset!: string | null;
  @Column('text', { nullable: true }) network!: string | null;
  @Column('text', { name: 'tx_hash', nullable: true }) txHash!: string | null;
  @Column('timestamptz', { name: 'created_at', nullable: true }) createdAt!: Date | null;
  @Column('timestamptz', { name: 'updated_at', nullable: true }) updatedAt!: Date | null;
}

/** What one side has and the other has not, or has otherwise. */
@Entity('reconciliation_difference')
export class ReconciliationDifferenceRow {
  @PrimaryColumn('uuid', { name: 'run_id' }) readonly runId!: string;
  @PrimaryColumn('integer') readonly no!: number;
  @Column('text') bucket!: string;
  @Column('text') reference!: string;
  @Column('uuid', { name: 'payment_id', nullable: true }) paymentId!: string | null;
  @Column('text', { nullable: true }) asset!: string | null;
  @Column('text', { nullable: true }) network!: string | null;
  @Column('jsonb', { nullable: true }) ours!: object | null;
  @Column('jsonb', { nullable: true }) theirs!: object | null;
  @Column('timestamptz', { name: 'first_seen_at' }) firstSeenAt!: Date;
}

/** That somebody looked into a difference, and what came of it. */
@Entity('reconciliation_resolution')
export class ReconciliationResolutionRow {
  @PrimaryColumn('uuid', { name: 'run_id' }) readonly runId!: string;
  @PrimaryColumn('integer') readonly no!: number;
  @Column('text') note!: string;
  @Column('text', { name: 'resolved_by' }) resolvedBy!: string;
  @Column('uuid', { name: 'resolved_by_id', nullable: true }) resolvedById!: string | null;
  @Column('timestamptz', { name: 'resolved_at' }) resolvedAt!: Date;
}
