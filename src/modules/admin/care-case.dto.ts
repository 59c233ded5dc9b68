import { IsIn, IsUUID } from 'class-validator';
import { Text } from '../../platform/validation/rules.js';
import { MayBeAbsent } from './body.rules.js';
import { ListQuery } from './page.dto.js';

/** Which cases at CareValidate, newest first. */
export class CareCasesQuery extends ListQuery {
  @MayBeAbsent()
  @Text(63)
  readonly account?: string;

  @MayBeAbsent()
  @Text(63)
  readonly status?: string;

  @MayBeAbsent()
  @Text(200)
  readonly userId?: string;

  @MayBeAbsent()
  @IsUUID()
  readonly leadId?: string;

  /** `true`: those that are nobody's yet. */
  @MayBeAbsent()
  @IsIn(['true'])
  readonly unlinked?: string;
}

export class LinkCareCaseDto {
  @IsUUID()
  readonly leadId!: string;

  /** Kept in the audit. */
  @Text(1_000)
  readonly reason!: string;
}
