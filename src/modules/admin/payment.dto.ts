import { IsDateString, IsIn, IsUUID, Matches } from 'class-validator';
import { Text } from '../../platform/validation/rules.js';
import { MayBeAbsent, MayBeNull } from './body.rules.js';
import { ListQuery } from './page.dto.js';

const KINDS = [
  'payram_payment',
  'payram_payout',
  'paidlys_invoice',
  'paidlys_withdrawal',
  'paidlys_deposit',
  'carevalidate_payment',
];

/** Which payments, newest first. */
export class PaymentsQuery extends ListQuery {
  @MayBeAbsent()
  @IsIn(['payram', 'paidlys', 'carevalidate'])
  readonly provider?: string;

  @MayBeAbsent()
  @Text(63)
  readonly account?: string;

  @MayBeAbsent()
  @IsIn(KINDS)
  readonly kind?: string;

  @MayBeAbsent()
  @Text(63)
  readonly status?: string;

  @MayBeAbsent()
  @Text(200)
  readonly userId?: string;

  @MayBeAbsent()
  @IsUUID()
  readonly leadId?: string;

  /** Those with this exception open: `late`, `over`, `unlinked` and the like. */
  @MayBeAbsent()
  @Text(63)
  readonly exception?: string;
}

export class AcceptPaymentDto {
  /** Kept with the decision. */
  @Text(1_000)
  readonly reason!: string;
}

export class LinkPaymentDto {
  @IsUUID()
  readonly requestId!: string;

  @Text(1_000)
  readonly reason!: string;
}

/** Money that goes back. */
class GoesBackDto {
  /** A decimal string of more than 0. */
  @Text(40)
  readonly amount!: string;

  @Text(1_000)
  readonly reason!: string;
}

export class RefundPaymentDto extends GoesBackDto {
  /** What names the refund outside, once a payment: repeated, it is the same refund. */
  @Text(200)
  readonly refundId!: string;
}

export class ClawBackPaymentDto extends GoesBackDto {
  /** What the provider names it by, once a payment. */
  @Text(200)
  readonly reference!: string;
}

export class MovePaymentDto {
  @Text(200)
  readonly userId!: string;

  /** One of this user's leads; absent or null: none. */
  @MayBeNull()
  @IsUUID()
  readonly leadId?: string | null;

  @Text(1_000)
  readonly reason!: string;
}

/** Which books. */
export class BalanceQuery {
  /** A day in UTC. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'day must be a date such as 2026-11-01' })
  @IsDateString({ strict: true }, { message: 'day must be a date such as 2026-11-01' })
  readonly day!: string;

  @MayBeAbsent()
  @IsIn(['payram', 'paidlys'])
  readonly provider?: 'payram' | 'paidlys';

  @MayBeAbsent()
  @Text(63)
  readonly account?: string;
}
