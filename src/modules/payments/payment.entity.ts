import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import { type Decimal, fromNumeric } from '../../kernel/money.js';

/** PostgreSQL pads an amount with zeros. */
const amount = {
  to: (value: unknown) => value,
  from: (text: string | null) => (text === null ? null : fromNumeric(text)),
};
const MONEY = { precision: 38, scale: 18, transformer: amount } as const;

/** What the app asked a provider to collect. Only this links a payment to a user. */
@Entity('payment_request')
@Unique('payment_request_once', ['callKey'])
@Unique('payment_request_reference', ['accountId', 'reference'])
export class PaymentRequestRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('text', { name: 'user_id' }) userId!: string;
  @Column('uuid', { name: 'lead_id', nullable: true }) leadId!: string | null;
  @Column('numeric', MONEY) amount!: Decimal;
  @Column('text') currency!: string;
  /** `unknown`: the provider may have made it, and its answer was lost. */
  @Column('text') state!: 'creating' | 'created' | 'refused' | 'unknown';
  @Column('text', { nullable: true }) reference!: string | null;
  @Column('text', { nullable: true }) url!: string | null;
  @Column('text', { nullable: true }) error!: string | null;
  @Column('text', { name: 'call_key', nullable: true }) callKey!: string | null;
  @Column('text', { name: 'call_hash', nullable: true }) callHash!: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}

/** One object at a provider, and what its events together say. */
@Entity('payment')
@Unique('payment_reference', ['accountId', 'kind', 'reference'])
export class PaymentRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('text') kind!: string;
  @Column('text') reference!: string;
  @Column('text', { nullable: true }) status!: string | null;
  /** `PaymentState`. */
  @Column('jsonb') state!: object;
  @Column('integer') version!: number;
  @Column('text', { array: true }) exceptions!: string[];
  /** What effects wait for. */
  @Column('text', { array: true }) held!: string[];
  @Column('text', { nullable: true }) asset!: string | null;
  @Column('text', { nullable: true }) network!: string | null;
  @Column('numeric', { ...MONEY, nullable: true }) filled!: Decimal | null;
  @Column('numeric', MONEY) credited!: Decimal;
  /** What came in as far as it is known; at least what was credited or went back before it was. */
  @Column('numeric', MONEY) received!: Decimal;
  /** What was given back, and the part of it that had never been credited. */
  @Column('numeric', MONEY) refunded!: Decimal;
  @Column('numeric', MONEY) returned!: Decimal;
  /** What the provider took back after it was credited. */
  @Column('numeric', MONEY) reversed!: Decimal;
  @Column('uuid', { name: 'request_id', nullable: true }) requestId!: string | null;
  @Column('text', { name: 'user_id', nullable: true }) userId!: string | null;
  @Column('uuid', { name: 'lead_id', nullable: true }) leadId!: string | null;
  @Column('timestamptz', { name: 'next_check_at', nullable: true }) nextCheckAt!: Date | null;
  @Column('smallint', { name: 'check_step' }) checkStep!: number;
  @Column('timestamptz', { name: 'last_event_at', nullable: true }) lastEventAt!: Date | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}

/** One thing that was told of a payment, and what it did. */
@Entity('payment_event')
@Unique('payment_event_once', ['paymentId', 'dedupeKey'])
export class PaymentEventRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'payment_id' }) paymentId!: string;
  @Column('uuid', { name: 'receipt_id', nullable: true }) receiptId!: string | null;
  @Column('text') source!: 'webhook' | 'check' | 'operator' | 'request';
  @Column('text') proof!: string;
  /** SHA-256 of the body and its proof: the same bytes mean the same. */
  @Column('bytea', { name: 'dedupe_key' }) dedupeKey!: Buffer;
  @Column('text', { name: 'raw_status', nullable: true }) rawStatus!: string | null;
  @Column('text', { nullable: true }) status!: string | null;
  @Column('text') outcome!: string;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('jsonb') facts!: object;
  @Column('timestamptz', { name: 'provider_at', nullable: true }) providerAt!: Date | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}

/** Why a payment needs somebody's eye, from when to when. */
@Entity('payment_exception')
export class PaymentExceptionRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'payment_id' }) paymentId!: string;
  @Column('text') code!: string;
  @Column('timestamptz', { name: 'opened_at' }) openedAt!: Date;
  @Column('timestamptz', { name: 'closed_at', nullable: true }) closedAt!: Date | null;
  @Column('text', { name: 'closed_by', nullable: true }) closedBy!: string | null;
  @Column('text', { nullable: true }) note!: string | null;
}

/** An effect that left, once. */
@Entity('payment_effect')
export class PaymentEffectRow {
  @PrimaryColumn('uuid', { name: 'payment_id' }) readonly paymentId!: string;
  @PrimaryColumn('text') readonly effect!: 'credited' | 'told';
  @PrimaryColumn('text') readonly transition!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}

/** What somebody put right. It adds itself to its payment's sums, and stays. */
@Entity('payment_correction')
@Unique('payment_correction_once', ['paymentId', 'kind', 'reference'])
export class PaymentCorrectionRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'payment_id' }) paymentId!: string;
  @Column('text') kind!: 'refund' | 'claw_back' | 'move';
  /** What names it outside; a move has no name. */
  @Column('text', { nullable: true }) reference!: string | null;
  @Column('numeric', MONEY) amount!: Decimal;
  /** The part of a refund that had never been credited. */
  @Column('numeric', MONEY) uncredited!: Decimal;
  @Column('text', { nullable: true }) asset!: string | null;
  @Column('text', { nullable: true }) network!: string | null;
  @Column('text', { name: 'from_user', nullable: true }) fromUser!: string | null;
  @Column('uuid', { name: 'from_lead', nullable: true }) fromLead!: string | null;
  @Column('text', { name: 'to_user', nullable: true }) toUser!: string | null;
  @Column('uuid', { name: 'to_lead', nullable: true }) toLead!: string | null;
  @Column('text') reason!: string;
  @Column('text', { name: 'made_by' }) madeBy!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}

/** A line of the ledger. It stays; what was wrong is reversed by another. */
@Entity('ledger_entry')
export class LedgerEntryRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'payment_id' }) paymentId!: string;
  /** `user:…` or `provider:…` */
  @Column('text') holder!: string;
  @Column('text') asset!: string;
  @Column('text', { nullable: true }) network!: string | null;
  @Column('numeric', MONEY) amount!: Decimal;
  @Column('text') reason!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}
