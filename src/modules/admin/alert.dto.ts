import { IsIn, IsUUID } from 'class-validator';
import { Text } from '../../platform/validation/rules.js';
import { ALERT_STATES, type AlertFilter, SIGNALS } from '../inbound-status/drift/alerts.service.js';
import { PAYMENT_SIGNALS } from '../payments/payment-alerts.service.js';
import { MayBeAbsent, MayBeNull } from './body.rules.js';
import { PageQuery } from './page.dto.js';

/** Which alerts, newest first. */
export class AlertsQuery extends PageQuery {
  /** The slug of one partner. */
  @MayBeAbsent()
  @Text(63)
  readonly partner?: string;

  @MayBeAbsent()
  @IsIn(['live', 'sandbox'])
  readonly environment?: 'live' | 'sandbox';

  @MayBeAbsent()
  @IsIn([...SIGNALS, ...PAYMENT_SIGNALS])
  readonly signal?: NonNullable<AlertFilter['signal']>;

  /** The id of an account at a payment provider. */
  @MayBeAbsent()
  @IsUUID()
  readonly accountId?: string;

  @MayBeAbsent()
  @IsIn(ALERT_STATES)
  readonly state?: NonNullable<AlertFilter['state']>;
}

export class AcknowledgeDto {
  /** What was done about it, for others. */
  @MayBeNull()
  @Text(500)
  readonly note?: string | null;
}
