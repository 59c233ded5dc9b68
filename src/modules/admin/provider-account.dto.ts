import { IsBoolean, IsIn, Matches, ValidateIf } from 'class-validator';
import { Text } from '../../platform/validation/rules.js';
import type { Provider } from '../payments/provider-accounts.service.js';
import { MayBeAbsent, MayBeNull, Texts } from './body.rules.js';

const ACCOUNT = /^[a-z0-9][a-z0-9-]{0,62}$/;
const HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
const AMOUNT = /^\d{1,20}(\.\d{1,18})?$/;

/** What may be said about an account at a provider at any time. */
export class ChangeProviderAccountDto {
  @MayBeAbsent()
  @Text(200)
  readonly name?: string;

  /** Where the provider's API is; null: it is not asked. */
  @MayBeNull()
  @Text(2_000)
  readonly baseUrl?: string | null;

  /** What our own calls of the API carry where that is no signing key (PaidLys' public token). */
  @MayBeAbsent()
  @Text(1_000)
  readonly apiToken?: string;

  /** PayRam: whether an unsigned call with the right `API-Key` is taken, as reported. */
  @MayBeAbsent()
  @IsBoolean()
  readonly allowApiKey?: boolean;

  /** CareValidate, older set-ups: the header that holds the static secret, instead of a signature or beside one. */
  @MayBeNull()
  @Matches(HEADER, { message: 'staticHeader must be the name of a header, such as x-webhook-secret' })
  readonly staticHeader?: string | null;

  /** Whether the provider is asked before anything is credited, or only when a call was not signed. */
  @MayBeAbsent()
  @IsIn(['always', 'unsigned_only'])
  readonly recheck?: 'always' | 'unsigned_only';

  @MayBeAbsent()
  @IsIn(['hold', 'accept'])
  readonly latePayments?: 'hold' | 'accept';

  /** How much a filled payment may differ from what was asked, in its currency. */
  @MayBeAbsent()
  @Matches(AMOUNT, { message: 'fillTolerance must be a decimal string such as "0.01"' })
  readonly fillTolerance?: string;

  /** Where the provider may pay out to without anybody being called. */
  @MayBeAbsent()
  @Texts(500, 200)
  readonly payoutAddresses?: string[];

  /** Of amounts that come without one (CareValidate). */
  @MayBeAbsent()
  @Matches(/^[A-Z]{3}$/, { message: 'currency must be three capital letters, such as USD' })
  readonly currency?: string;

  @MayBeAbsent()
  @IsBoolean()
  readonly active?: boolean;
}

export class CreateProviderAccountDto extends ChangeProviderAccountDto {
  @IsIn(['payram', 'paidlys', 'carevalidate'])
  readonly provider!: Provider;

  @Matches(ACCOUNT, { message: 'account must be lower-case letters, digits and hyphens, at most 63, such as main' })
  readonly account!: string;

  @Text(200)
  declare readonly name: string;

  /** The first key that webhooks are signed with. CareValidate may have none, when it has a static header. */
  @ValidateIf(({ provider }: CreateProviderAccountDto, value) => provider !== 'carevalidate' || value !== undefined)
  @Text(1_000)
  readonly secret?: string;

  /** CareValidate: the value of `staticHeader`. */
  @MayBeAbsent()
  @Text(1_000)
  readonly staticSecret?: string;
}

export class AddProviderKeyDto {
  @Text(1_000)
  readonly secret!: string;

  /** `header`: the value of CareValidate's static header. */
  @MayBeAbsent()
  @IsIn(['signature', 'header'])
  readonly purpose?: 'signature' | 'header';
}
