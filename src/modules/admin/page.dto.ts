import { IsIn, IsUUID } from 'class-validator';
import { Whole } from '../../platform/validation/rules.js';
import { MayBeAbsent } from './body.rules.js';

/** Where in a list, newest first, and how much of it. */
export class PageQuery {
  /** `nextCursor` of the page before, or the id of its last item; absent: the newest. */
  @MayBeAbsent()
  @IsUUID(undefined, { message: 'cursor must be the nextCursor of another page' })
  readonly cursor?: string;

  /** Of a page of JSON; CSV has no pages. */
  @Whole(1, 200)
  readonly limit: number = 50;
}

/** As above, of a list that there is as CSV, too. */
export class ListQuery extends PageQuery {
  /** Absent: what the header `Accept` prefers, or else JSON. */
  @MayBeAbsent()
  @IsIn(['json', 'csv'])
  readonly format?: 'json' | 'csv';
}
