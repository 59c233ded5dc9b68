import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Change, DiffClass } from '../preview-diff.domain.js';

export type ReplayState = 'reading' | 'applying' | 'done' | 'cancelled' | 'failed';

/** Past receipts of one partner, read once more: to see what would change, or to change it. */
@Entity('replay_run')
export class ReplayRunRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'partner_id' }) partnerId!: string;
  @Column('text') environment!: 'live' | 'sandbox';
  /** Null: what is live. */
  @Column('integer', { name: 'adapter_version', nullable: true }) adapterVersion!: number | null;
  @Column('jsonb') filter!: object;
  @Column('boolean', { name: 'dry_run' }) dryRun!: boolean;
  @Column('text') state!: ReplayState;
  /** The receipt that was read last. */
  @Column('uuid', { name: 'read_to' }) readTo!: string;
  /** Receipts that arrived later are left out. */
  @Column('timestamptz') until!: Date;
  @Column('integer') checked!: number;
  /** How many receipts are of each class. */
  @Column('jsonb') counts!: Partial<Record<DiffClass, number>>;
  @Column('text', { nullable: true }) error!: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('text', { name: 'created_by' }) createdBy!: string;
  @Column('timestamptz', { name: 'finished_at', nullable: true }) finishedAt!: Date | null;
}

/** A receipt that is not the same when it is read once more. */
@Entity('replay_item')
export class ReplayItemRow {
  @PrimaryColumn('uuid', { name: 'run_id' }) readonly runId!: string;
  @PrimaryColumn('uuid', { name: 'receipt_id' }) readonly receiptId!: string;
  @Column('text') class!: DiffClass;
  /** When the first thing that it tells of happened: the order in which a live run applies. */
  @Column('timestamptz', { name: 'event_at' }) eventAt!: Date;
  @Column('boolean', { name: 'lead_changed' }) leadChanged!: boolean;
  /** What says something about a person is masked. */
  @Column('jsonb') changes!: readonly Change[];
  @Column('text', { name: 'failed_by', nullable: true }) failedBy!: string | null;
  @Column('text', { name: 'fails_by', nullable: true }) failsBy!: string | null;
  /** `lead|status` of each notification that it leads to. */
  @Column('text', { array: true }) tells!: string[];
  @Column('timestamptz', { name: 'applied_at', nullable: true }) appliedAt!: Date | null;
}
