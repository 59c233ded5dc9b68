import { ArrayUnique, IsArray, IsBoolean, Matches } from 'class-validator';
import { Text } from '../../platform/validation/rules.js';
import { MayBeAbsent, Texts, WholeNumber } from './body.rules.js';

const STATUS_CODE = /^[a-z][a-z0-9_]{0,62}$/;

export class MassTortDto {
  @Matches(/^[a-z0-9][a-z0-9-]{0,62}$/, { message: 'slug must be lower-case letters, digits and hyphens, at most 63' })
  readonly slug!: string;

  @Text(200)
  readonly name!: string;

  /** Prefix of its case codes. */
  @Matches(/^[A-Z][A-Z0-9]{0,9}$/, {
    message: 'code must be a capital letter and up to nine capital letters or digits',
  })
  readonly code!: string;

  /** False: no new leads. */
  @IsBoolean()
  readonly active: boolean = true;
}

export class LawFirmDto {
  @Text(200)
  readonly name!: string;

  /** Other spellings; they replace those it had. */
  @Texts(200, 200)
  readonly aliases: string[] = [];
}

export class StatusDto {
  @Matches(STATUS_CODE, { message: 'code must be lower-case letters, digits and underscores, at most 63' })
  readonly code!: string;

  @Text(100)
  readonly label!: string;

  /** For the user. */
  @Text(500)
  readonly meaning!: string;

  /** A lead moves to higher stages only. */
  @WholeNumber(0, 100_000)
  readonly stage!: number;

  @IsBoolean()
  readonly terminal!: boolean;

  @IsBoolean()
  readonly notify: boolean = true;

  /** Shown on locked screens. */
  @Text(178)
  readonly pushText!: string;

  /** Statuses of a higher stage that a lead may come back from. */
  @IsArray()
  @ArrayUnique()
  @Matches(STATUS_CODE, { each: true })
  readonly alsoFrom: string[] = [];

  @IsBoolean()
  readonly active: boolean = true;

  /** Raw statuses that stand for it by default. Absent: those it has stay. */
  @MayBeAbsent()
  @Texts(500, 200)
  readonly rawStrings?: string[];
}
