import { Column, Entity, PrimaryColumn } from 'typeorm';

export const VERDICTS = ['accepted', 'refused', 'unauthenticated', 'failed'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** An inbound webhook as it came, bytes and all, and what became of it. */
@Entity('receipt')
export class ReceiptRow {
  @PrimaryColumn('uuid') readonly id!: string;
  /** Which of our webhooks: `partner-status`. */
  @Column('text') source!: string;
  @Column('uuid', { name: 'partner_id', nullable: true }) partnerId!: string | null;
  @Column('text', { nullable: true }) environment!: 'live' | 'sandbox' | null;
  @Column('timestamptz', { name: 'received_at' }) receivedAt!: Date;
  @Column('text') method!: string;
  /** Without its query, which may hold a token. */
  @Column('text') path!: string;
  @Column('text', { name: 'content_type', nullable: true }) contentType!: string | null;
  /** Up to a mebibyte, so it is only read when it is asked for. */
  @Column('bytea', { name: 'body_sealed', select: false }) bodySealed!: Buffer;
  /** Of the body as it came, also when less of it is kept. */
  @Column('integer', { name: 'body_bytes' }) bodyBytes!: number;
  @Column('bytea', { name: 'body_sha256' }) bodySha256!: Buffer;
  @Column('text') verdict!: Verdict;
  @Column('text') reason!: string;
  @Column('smallint', { name: 'http_status' }) httpStatus!: number;
  @Column('text', { nullable: true }) outcome!: string | null;
  @Column('uuid', { name: 'lead_id', nullable: true }) leadId!: string | null;
  @Column('integer', { name: 'adapter_version', nullable: true }) adapterVersion!: number | null;
  @Column('jsonb', { nullable: true }) trace!: object | null;
  /** For what is kept shorter than the retention of receipts. */
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt!: Date | null;
}

/** How often a source was refused in an hour beyond the receipts kept of it. */
@Entity('refusal_count')
export class RefusalCountRow {
  @PrimaryColumn('text') readonly source!: string;
  @PrimaryColumn('timestamptz') readonly hour!: Date;
  @PrimaryColumn('text') readonly reason!: string;
  @Column('bigint') refusals!: string;
}
