import { IsIn, IsUUID } from 'class-validator';
import { Text } from '../../platform/validation/rules.js';
import { MayBeAbsent } from './body.rules.js';
import { ListQuery, PageQuery } from './page.dto.js';

/** Which receipts, newest first. */
export class ReceiptsQuery extends ListQuery {
  @MayBeAbsent()
  @Text(100)
  readonly source?: string;

  @MayBeAbsent()
  @IsUUID()
  readonly partnerId?: string;

  @MayBeAbsent()
  @IsIn(['accepted', 'refused', 'unauthenticated', 'failed'])
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

  @MayBeAbsent()
  @IsIn(['live', 'sandbox'])
  readonly environment?: string;
}

/** Which leads, newest first. */
export class LeadsQuery extends ListQuery {
  @MayBeAbsent()
  @IsIn(['unrouted', 'routed', 'delivered', 'not_delivered'])
  readonly state?: string;

  @MayBeAbsent()
  @Text(63)
  readonly status?: string;

  @MayBeAbsent()
  @IsUUID()
  readonly partnerId?: string;

  @MayBeAbsent()
  @Text(200)
  readonly userId?: string;

  @MayBeAbsent()
  @IsIn(['live', 'sandbox'])
  readonly environment?: string;
}

/** Which deliveries, newest first. */
export class DeliveriesQuery extends ListQuery {
  @MayBeAbsent()
  @IsIn(['waiting', 'retrying', 'delivered', 'refused', 'exhausted', 'unknown', 'held'])
  readonly state?: string;

  @MayBeAbsent()
  @IsUUID()
  readonly partnerId?: string;

  @MayBeAbsent()
  @IsUUID()
  readonly leadId?: string;

  @MayBeAbsent()
  @IsIn(['live', 'sandbox'])
  readonly environment?: string;
}

/** Which audit entries, newest first. */
export class AuditQuery extends ListQuery {
  @MayBeAbsent()
  @Text(100)
  readonly action?: string;

  @MayBeAbsent()
  @IsUUID()
  readonly actorId?: string;

  @MayBeAbsent()
  @Text(100)
  readonly subjectType?: string;

  @MayBeAbsent()
  @Text(200)
  readonly subjectId?: string;
}

/** Which versions of a partner's adapters, newest first. */
export class AdaptersQuery extends PageQuery {
  @MayBeAbsent()
  @IsIn(['live', 'sandbox'])
  readonly environment?: 'live' | 'sandbox';

  @MayBeAbsent()
  @IsIn(['inbound', 'outbound'])
  readonly direction?: 'inbound' | 'outbound';

  @MayBeAbsent()
  @IsIn(['draft', 'live', 'retired'])
  readonly state?: 'draft' | 'live' | 'retired';
}
