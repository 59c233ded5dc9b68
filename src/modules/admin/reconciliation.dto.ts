import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsDate, IsIn, IsInt, Matches, Min } from 'class-validator';
import { Text, Whole } from '../../platform/validation/rules.js';
import { MayBeAbsent, MayBeNull } from './body.rules.js';
import { ListQuery } from './page.dto.js';

const PROVIDERS = ['payram', 'paidlys'] as const;
const KINDS = ['payram_payment', 'paidlys_invoice', 'paidlys_withdrawal', 'paidlys_deposit'] as const;
const DIFFERENCES = [
  ...(['missing_here', 'missing_there', 'state_diff', 'amount_diff', 'duplicate_tx', 'orphan'] as const),
] as const;
const timeMessage = { message: '$property must be a time such as 2026-11-01T12:00:00Z' };

/** What is to be compared. */
export class ReconciliationDto {
  @IsIn(PROVIDERS)
  readonly provider!: (typeof PROVIDERS)[number];

  @Text(63)
  readonly account!: string;

  /** Absent: PayRam's payments, PaidLys' invoices. */
  @MayBeAbsent()
  @IsIn(KINDS)
  readonly kind?: (typeof KINDS)[number];

  /** Absent: 35 days before `until`. */
  @MayBeAbsent()
  @Type(() => Date)
  @IsDate(timeMessage)
  readonly since?: Date;

  /** Absent: a quarter of an hour ago. */
  @MayBeAbsent()
  @Type(() => Date)
  @IsDate(timeMessage)
  readonly until?: Date;
}

/** Which reports, newest first. */
export class ReconciliationsQuery extends ListQuery {
  @MayBeAbsent()
  @IsIn(KINDS)
  readonly kind?: (typeof KINDS)[number];

  @MayBeAbsent()
  @IsIn(['waiting', 'finished', 'failed'])
  readonly state?: 'waiting' | 'finished' | 'failed';
}

/** Which differences of a report, in its order. */
export class DifferencesQuery {
  /** `nextCursor` of the page before, the number of its last difference; absent: from the first on. */
  @MayBeAbsent()
  @Matches(/^\d{1,9}$/, { message: 'cursor must be the nextCursor of another page' })
  readonly cursor?: string;

  @Whole(1, 200)
  readonly limit: number = 50;

  @MayBeAbsent()
  @IsIn(['json', 'csv'])
  readonly format?: 'json' | 'csv';

  @MayBeAbsent()
  @IsIn(DIFFERENCES)
  readonly bucket?: (typeof DIFFERENCES)[number];

  @MayBeAbsent()
  @IsIn(['true', 'false'])
  readonly resolved?: 'true' | 'false';
}

export class ResolveDto {
  /** The numbers of the differences, 500 at most. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @IsInt({ each: true })
  @Min(1, { each: true })
  readonly numbers!: number[];

  /** What became of them. */
  @Text(1_000)
  readonly note!: string;
}

export class SignOffDto {
  @MayBeNull()
  @Text(1_000)
  readonly note?: string | null;
}
