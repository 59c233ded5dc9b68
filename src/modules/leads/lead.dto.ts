import { Transform } from 'class-transformer';
import { IsDefined, IsIn, Matches } from 'class-validator';
import { cleanEmail, cleanName, cleanPhone } from '../../kernel/contact.js';
import { Nested, Text } from '../../platform/validation/rules.js';
import { IsAnswers, IsBirthDate, IsCleanedBy, IsTime, Optional } from './lead.rules.js';

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

  @Optional()
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
  @Nested(() => ContactDto)
  readonly contact!: ContactDto;

  /** Intake answers, flat: names to texts. */
  @Optional({})
  @IsAnswers()
  readonly answers: Record<string, string> = {};

  @Optional('in_app')
  @Text(50)
  readonly source: string = 'in_app';

  @Optional()
  @IsTime()
  readonly submittedAt?: string;

  /** Slug of the partner that shall get it; absent: the gateway chooses. */
  @Optional()
  @Text(63)
  readonly partner?: string;

  @Optional('live')
  @IsIn(['live', 'sandbox'])
  readonly environment: 'live' | 'sandbox' = 'live';
}
