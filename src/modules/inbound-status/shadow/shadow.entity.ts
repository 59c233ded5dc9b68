import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Change, DiffClass } from '../preview-diff.domain.js';

/** A version that reads what a partner sends beside the one that counts. */
@Entity('shadow_run')
export class ShadowRunRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'partner_id' }) partnerId!: string;
  @Column('text') environment!: 'live' | 'sandbox';
  @Column('integer') version!: number;
  @Column('text') state!: 'running' | 'stopped' | 'expired' | 'activated' | 'failed';
  /** The receipt up to which receipts were read. */
  @Column('uuid', { name: 'read_to' }) readTo!: string;
  /** Receipts that arrive from then on are not read. */
  @Column('timestamptz') until!: Date;
  @Column('integer') checked!: number;
  @Column('jsonb') counts!: Partial<Record<DiffClass, number>>;
  /** Why it failed. */
  @Column('text', { nullable: true }) error!: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('text', { name: 'created_by' }) createdBy!: string;
  @Column('timestamptz', { name: 'finished_at', nullable: true }) finishedAt!: Date | null;
}

/** A receipt that the shadowing version reads otherwise than the one it was judged by. */
@Entity('shadow_divergence')
export class ShadowDivergenceRow {
  @PrimaryColumn('uuid', { name: 'shadow_id' }) readonly shadowId!: string;
  @PrimaryColumn('uuid', { name: 'receipt_id' }) readonly receiptId!: string;
  @Column('text') class!: DiffClass;
  @Column('boolean', { name: 'lead_changed' }) leadChanged!: boolean;
  /** What says something about a person is masked. */
  @Column('jsonb') changes!: readonly Change[];
  @Column('text', { name: 'failed_by', nullable: true }) failedBy!: string | null;
  @Column('text', { name: 'fails_by', nullable: true }) failsBy!: string | null;
}
