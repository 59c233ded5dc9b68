import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A law firm or intake company we exchange leads with. */
@Entity('partner')
@Unique('partner_slug', ['slug'])
export class PartnerRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') slug!: string;
  @Column('text') name!: string;
  @Column('jsonb') contacts!: { technical?: string; ops?: string };
  @Column('boolean') active!: boolean;
  /** Since when leads of people are sent to it; null: only test leads are. */
  @Column('timestamptz', { name: 'live_at', nullable: true }) liveAt!: Date | null;
  /** Country of phone numbers that come without one: two capital letters. */
  @Column('text', { name: 'phone_region' }) phoneRegion!: string;
  /** What a status update that is parked is answered with. */
  @Column('smallint', { name: 'parked_answer' }) parkedAnswer!: 202 | 404;
  @Column('boolean', { name: 'use_default_statuses' }) useDefaultStatuses!: boolean;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}

/** What a partner identifies itself with: the hash of it. */
@Entity('access_token')
@Unique('access_token_hash', ['tokenHash'])
export class AccessTokenRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'partner_id' }) partnerId!: string;
  @Column('text') environment!: 'live' | 'sandbox';
  @Column('text', { name: 'token_hash' }) tokenHash!: string;
  @Column('text', { name: 'last_four' }) lastFour!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'last_used_at', nullable: true }) lastUsedAt!: Date | null;
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz', { name: 'revoked_at', nullable: true }) revokedAt!: Date | null;
}

/** A partner's URL with its auth, timeout and retry schedule. Auth and signing secrets are sealed. */
@Entity('endpoint')
@Unique('endpoint_per_environment', ['partnerId', 'environment'])
export class EndpointRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'partner_id' }) partnerId!: string;
  @Column('text') environment!: 'live' | 'sandbox';
  @Column('text') url!: string;
  @Column('text', { name: 'auth_type' }) authType!: 'api_key' | 'bearer' | 'basic' | 'hmac';
  @Column('bytea', { name: 'auth_sealed' }) authSealed!: Buffer;
  @Column('bytea', { name: 'signing_secret_sealed' }) signingSecretSealed!: Buffer;
  @Column('integer', { name: 'timeout_ms' }) timeoutMs!: number;
  @Column('integer', { name: 'max_retries' }) maxRetries!: number;
  /** Seconds. */
  @Column('double precision', { name: 'retry_schedule', array: true, nullable: true }) retrySchedule!: number[] | null;
  @Column('text', { name: 'on_unknown' }) onUnknown!: 'retry' | 'hold';
  @Column('integer', { name: 'max_concurrency' }) maxConcurrency!: number;
  /** What replies mean: checked documents, the first that fits counts. */
  @Column('jsonb', { name: 'outcome_rules' }) outcomeRules!: object[];
  @Column('timestamptz', { name: 'disabled_at', nullable: true }) disabledAt!: Date | null;
  @Column('text', { name: 'disabled_reason', nullable: true }) disabledReason!: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}
