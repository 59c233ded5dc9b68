import { IsBoolean, IsIn, IsUUID, Matches } from 'class-validator';
import { Text } from '../../platform/validation/rules.js';
import { MayBeAbsent, MayBeNull } from './body.rules.js';

/** Which groups of what waits. */
export class ParkedQuery {
  @MayBeAbsent()
  @IsUUID()
  readonly partnerId?: string;

  @MayBeAbsent()
  @IsIn(['live', 'sandbox'])
  readonly environment?: 'live' | 'sandbox';

  @MayBeAbsent()
  @Text(100)
  readonly reason?: string;
}

class TriedDto {
  /** True: nothing is written; the answer says what would be. */
  @IsBoolean()
  readonly dryRun: boolean = false;
}

export class LinkDto extends TriedDto {
  @IsUUID()
  readonly leadId!: string;
}

export class ConfirmDto extends TriedDto {}

export class MapDto extends TriedDto {
  /** The code of a canonical status; null: the raw status changes nothing. */
  @MayBeNull()
  @Matches(/^[a-z][a-z0-9_]{0,62}$/, { message: 'canonicalStatus must be the code of a canonical status, or null' })
  readonly canonicalStatus!: string | null;
}

export class DiscardDto {
  /** Kept in the audit. */
  @Text(500)
  readonly reason!: string;
}

export class ExternalIdDto {
  @Text(200)
  readonly value!: string;
}

export class ReleaseDto extends ExternalIdDto {
  @IsIn(['live', 'sandbox'])
  readonly environment: 'live' | 'sandbox' = 'live';

  /** Kept in the audit. */
  @Text(500)
  readonly reason!: string;
}

export class UnlinkDto extends ExternalIdDto {
  /** Kept in the audit. */
  @Text(500)
  readonly reason!: string;
}
