import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { DeliveryState } from './judge.domain.js';

/** One lead owed to one partner. The body is built once and sealed, when it is first due; a claim says who is sending it at the moment. */
@Entity('delivery')
@Unique('delivery_once', ['leadId', 'partnerId'])
export class DeliveryRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'lead_id' }) leadId!: string;
  @Column('uuid', { name: 'partner_id' }) partnerId!: string;
  @Column('text') environment!: 'live' | 'sandbox';
  @Column('text') state!: DeliveryState;
  @Column('text', { nullable: true }) reason!: string | null;
  /** Made and told of, lost ones included. */
  @Column('integer') attempts!: number;
  @Column('integer', { name: 'retries_used' }) retriesUsed!: number;
  /** Attempts in a row that nobody was left to tell of. */
  @Column('integer') losses!: number;
  @Column('timestamptz', { name: 'next_attempt_at', nullable: true }) nextAttemptAt!: Date | null;
  /** The fencing token: new for each claim. */
  @Column('uuid', { name: 'claim_id', nullable: true }) claimId!: string | null;
  @Column('timestamptz', { name: 'claimed_until', nullable: true }) claimedUntil!: Date | null;
  /** Null until it can be built; before the first attempt at the latest. */
  @Column('bytea', { name: 'body_sealed', nullable: true }) bodySealed!: Buffer | null;
  @Column('text', { name: 'content_type', nullable: true }) contentType!: string | null;
  /** The version that wrote the body, or could not; null: the standard body. */
  @Column('integer', { name: 'adapter_version', nullable: true }) adapterVersion!: number | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'finished_at', nullable: true }) finishedAt!: Date | null;
}

/** One HTTP try of a delivery; never changed. */
@Entity('delivery_attempt')
export class DeliveryAttemptRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'delivery_id' }) deliveryId!: string;
  @Column('integer') number!: number;
  @Column('text') cause!: 'first' | 'retry' | 'resend';
  /** `delivered`, `refused`, `failed`, `unknown`, or `late_result` when its claim had gone to another worker. */
  @Column('text') outcome!: string;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('timestamptz', { name: 'started_at' }) startedAt!: Date;
  @Column('integer', { name: 'duration_ms', nullable: true }) durationMs!: number | null;
  /** Milliseconds to connection, first byte and end. */
  @Column('jsonb', { nullable: true }) phases!: object | null;
  @Column('text', { nullable: true }) address!: string | null;
  @Column('jsonb', { name: 'request_headers' }) requestHeaders!: object;
  /** Lower-case hex, of the body. */
  @Column('text', { name: 'request_sha256' }) requestSha256!: string;
  @Column('smallint', { name: 'http_status', nullable: true }) httpStatus!: number | null;
  @Column('jsonb', { name: 'response_headers', nullable: true }) responseHeaders!: object | null;
  /** The first 64 KiB of the reply. */
  @Column('bytea', { name: 'response_sealed', nullable: true }) responseSealed!: Buffer | null;
  /** What the endpoint's outcome rules picked out of the reply, as JSON. */
  @Column('bytea', { name: 'captured_sealed', nullable: true }) capturedSealed!: Buffer | null;
  @Column('timestamptz', { name: 'next_attempt_at', nullable: true }) nextAttemptAt!: Date | null;
  @Column('text') worker!: string;
}
