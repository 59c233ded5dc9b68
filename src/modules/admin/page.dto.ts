import { IsUUID } from 'class-validator';
import { Whole } from '../../platform/validation/rules.js';
import { MayBeAbsent } from './body.rules.js';

/** Where in a list, newest first, and how much of it. */
export class PageQuery {
  /** `nextCursor` of the page before; absent: the newest. */
  @MayBeAbsent()
  @IsUUID(undefined, { message: 'cursor must be the nextCursor of another page' })
  readonly cursor?: string;

  @Whole(1, 200)
  readonly limit: number = 50;
}
