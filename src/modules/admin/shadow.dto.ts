import { IsIn } from 'class-validator';
import { Whole } from '../../platform/validation/rules.js';
import { DIFF_CLASSES } from '../inbound-status/shadow/shadows.service.js';
import { MayBeAbsent } from './body.rules.js';
import { PageQuery } from './page.dto.js';

export class ShadowDto {
  /** For how long. */
  @Whole(1, 30)
  readonly days: number = 7;
}

export class ShadowDivergencesQuery extends PageQuery {
  @MayBeAbsent()
  @IsIn(DIFF_CLASSES)
  readonly class?: string;
}
