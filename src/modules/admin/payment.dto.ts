import { IsIn, IsUUID } from 'class-validator';
import { Text } from '../../platform/validation/rules.js';
import { MayBeAbsent } from './body.rules.js';
import { PageQuery } from './page.dto.js';

const KINDS = ['payram_payment', 'payram_payout', 'paidlys_invoice', 'paidlys_withdrawal', 'paidlys_deposit'];

/** Which payments, newest first. */
export class PaymentsQuery extends PageQuery {
  @MayBeAbsent()
  @IsIn(['payram', 'paidlys'])
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
