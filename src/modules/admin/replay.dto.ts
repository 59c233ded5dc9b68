import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsBoolean, IsIn, IsISO8601, IsUUID } from 'class-validator';
import { Nested, Text, Whole } from '../../platform/validation/rules.js';
import { DIFF_CLASSES } from '../inbound-status/replay/replays.service.js';
import { MayBeAbsent, MayBeNull } from './body.rules.js';
import { PageQuery } from './page.dto.js';

/** Which past receipts of one partner. */
class ReplayFilterDto {
  /** The partner's slug. */
  @Text(63)
  readonly partner!: string;

  @IsIn(['live', 'sandbox'])
  readonly environment: 'live' | 'sandbox' = 'live';

  /** Those that arrived from then on. */
  @MayBeAbsent()
  @IsISO8601({ strict: true })
  readonly from?: string;

  /** Those that arrived before then. */
  @MayBeAbsent()
  @IsISO8601({ strict: true })
  readonly to?: string;

  @MayBeAbsent()
  @IsIn(['accepted', 'refused'])
  readonly verdict?: string;

  @MayBeAbsent()
  @Text(100)
  readonly reason?: string;

  @MayBeAbsent()
  @Text(100)
  readonly outcome?: string;

  @MayBeAbsent()
  @IsUUID()
  readonly leadId?: string;

  /** These alone. */
  @MayBeAbsent()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(500)
  @IsUUID(undefined, { each: true })
  readonly receiptIds?: string[];
}

export class ReplayDto {
  @Nested(() => ReplayFilterDto)
  readonly filter!: ReplayFilterDto;

  /** Absent: what is live. */
  @MayBeNull()
  @Whole(1, 1_000_000_000)
  readonly adapterVersion?: number | null;

  /** Whether to show only what would change. */
  @IsBoolean()
  readonly dryRun!: boolean;
}

export class ReplaysQuery extends PageQuery {
  /** The slug of one partner. */
  @MayBeAbsent()
  @Text(63)
  readonly partner?: string;
}

export class ReplayItemsQuery extends PageQuery {
  @MayBeAbsent()
  @IsIn(DIFF_CLASSES)
  readonly class?: string;
}
