import { IsEmail, IsIn, IsUUID, Matches, ValidateIf } from 'class-validator';
import { Text } from '../../platform/validation/rules.js';

function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

/** What the app asks to be collected from a user. */
export class CreatePaymentRequestDto {
  @IsIn(['payram', 'paidlys'])
  readonly provider!: 'payram' | 'paidlys';

  @Matches(/^[a-z0-9][a-z0-9-]{0,62}$/, { message: 'account must be the name of an account at the provider' })
  readonly account!: string;

  @Text(200)
  readonly userId!: string;

  /** The case that it is about; its user must be `userId`. */
  @MayBeAbsent()
  @IsUUID()
  readonly leadId?: string;

  @Matches(/^\d{1,20}(\.\d{1,18})?$/, { message: 'amount must be a decimal string such as "49.99"' })
  readonly amount!: string;

  /** PayRam: USD. PaidLys: usd, eur, usdt, usdc, btc, eth, ton, sol, bnb, bch, ltc or trx. */
  @Text(20)
  readonly currency!: string;

  /** What the user reads on the provider's page. */
  @MayBeAbsent()
  @Text(200)
  readonly description?: string;

  /** Where PayRam sends its receipt. */
  @MayBeAbsent()
  @IsEmail()
  readonly email?: string;
}
