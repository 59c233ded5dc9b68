import { Transform, Type } from 'class-transformer';
import { IsDefined, IsIn, IsObject, IsOptional, Matches, ValidateNested } from 'class-validator';
import { cleanEmail, cleanName, cleanPhone } from '../../kernel/contact.js';
import { OptionalText, Text } from '../../platform/validation/rules.js';
import { IsAnswers, IsBirthDate, IsCleanedBy, IsTime } from './lead.rules.js';

const upper = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' ? value.trim().toUpperCase() : value,
);

/** The person who qualified. */
export class ContactDto {
  @Text(100)
  @IsCleanedBy(cleanName, 'must be a name')
  readonly firstName!: string;

  @Text(100)
  @IsCleanedBy(cleanName, 'must be a name')
  readonly lastName!: string;

  @Text(254)
  @IsCleanedBy(cleanEmail, 'must be an e-mail address')
  readonly email!: string;

  /** National US numbers and E.164 are taken. */
  @Text(40)
  @IsCleanedBy((text) => cleanPhone(text, 'US'), 'must be a phone number, best as +15551234567')
  readonly phone!: string;

  /** Two letters, as the postal service writes them. */
  @upper
  @Matches(/^[A-Z]{2}$/, { message: 'state must be two letters, such as CA' })
  readonly state!: string;

  @IsOptional()
  @IsBirthDate()
  readonly dateOfBirth?: string;
}

/** What the app's backend hands over when a person qualifies. */
export class CreateLeadDto {
  @Text(200)
  readonly userId!: string;

  /** Slug or name of a mass tort. */
  @Text(100)
  readonly massTort!: string;

  @IsDefined({ message: 'contact is required' })
  @IsObject({ message: 'contact must be an object' })
  @ValidateNested()
  @Type(() => ContactDto)
  readonly contact!: ContactDto;

  /** Intake answers, flat: names to texts. */
  @IsOptional()
  @IsAnswers()
  readonly answers: Record<string, string> = {};

  @OptionalText(50)
  readonly source: string = 'in_app';

  @IsOptional()
  @IsTime()
  readonly submittedAt?: string;

  /** Slug of the partner that shall get it; absent: the gateway chooses. */
  @OptionalText(63)
  readonly partner?: string;

  @IsIn(['live', 'sandbox'])
  readonly environment: 'live' | 'sandbox' = 'live';
}
