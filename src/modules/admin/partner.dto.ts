import { ArrayNotEmpty, ArrayUnique, IsBoolean, IsIn, IsRFC3339, Matches } from 'class-validator';
import { getCountries } from 'libphonenumber-js/max';
import { Nested, Text } from '../../platform/validation/rules.js';
import { MayBeAbsent, MayBeNull, Texts, WholeNumber } from './body.rules.js';

const SLUG = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Whom to ask at a partner: an address, a number, a name. */
class ContactsDto {
  @MayBeAbsent()
  @Text(254)
  readonly technical?: string;

  @MayBeAbsent()
  @Text(254)
  readonly ops?: string;
}

/** What may be said about a partner at any time. */
class PartnerSettingsDto {
  /** Replaced as a whole. */
  @MayBeAbsent()
  @Nested(() => ContactsDto)
  readonly contacts?: ContactsDto;

  /** Country of phone numbers that come without one. */
  @MayBeAbsent()
  @IsIn(getCountries(), { message: 'phoneRegion must be the two capital letters of a country, such as US' })
  readonly phoneRegion?: string;

  /** What a status update that is parked is answered with: 202 for senders that never send again after a 404. */
  @MayBeAbsent()
  @IsIn([202, 404])
  readonly parkedAnswer?: 202 | 404;

  @MayBeAbsent()
  @IsBoolean()
  readonly useDefaultStatuses?: boolean;

  /** False: it is sent test leads only. True is refused to one that is not ready; absent for a new one: true. */
  @MayBeAbsent()
  @IsBoolean()
  readonly live?: boolean;
}

export class CreatePartnerDto extends PartnerSettingsDto {
  @Matches(SLUG, { message: 'slug must be lower-case letters, digits and hyphens, at most 63, such as smith-law' })
  readonly slug!: string;

  @Text(200)
  readonly name!: string;
}

export class ChangePartnerDto extends PartnerSettingsDto {
  @MayBeAbsent()
  @Text(200)
  readonly name?: string;

  /** False: its tokens are refused and nothing is sent to it. */
  @MayBeAbsent()
  @IsBoolean()
  readonly active?: boolean;
}

export class EnvironmentQuery {
  @IsIn(['live', 'sandbox'])
  readonly environment!: 'live' | 'sandbox';
}

export class IssueTokenDto extends EnvironmentQuery {
  /** Absent or null: it does not expire. */
  @MayBeNull()
  @IsRFC3339({ message: 'expiresAt must be a time with its zone, such as 2027-01-01T00:00:00Z' })
  readonly expiresAt?: string | null;
}

export class RawStatusQuery {
  @Text(200)
  readonly rawStatus!: string;
}

/** That a partner handles a mass tort. */
export class PartnerCaseDto {
  /** Slug, name or code. */
  @Text(200)
  readonly massTort!: string;

  /** Absent or null: every state. */
  @MayBeNull()
  @ArrayNotEmpty()
  @ArrayUnique()
  @Matches(/^[A-Z]{2}$/, { each: true, message: 'states must be a list of two capital letters each, such as ["CA"]' })
  readonly states?: string[] | null;

  /** Leads a day, UTC. Absent or null: no cap. */
  @MayBeNull()
  @WholeNumber(0, 1_000_000)
  readonly dailyCap?: number | null;

  /** Share of the leads among those that handle the same; 0: none unless asked for. */
  @MayBeAbsent()
  @WholeNumber(0, 1_000)
  readonly weight?: number;

  /** By which the partner names the mass tort in its reports, such as RU-SMITHLAW. Absent: none of its own. */
  @MayBeAbsent()
  @Texts(50, 111)
  readonly caseCodes?: string[];

  @MayBeAbsent()
  @IsBoolean()
  readonly active?: boolean;
}

export class TestLeadDto {
  /** Slug or name. Absent: the first that the partner takes. */
  @MayBeAbsent()
  @Text(100)
  readonly massTort?: string;

  @WholeNumber(0, 60)
  readonly waitSeconds: number = 30;
}
