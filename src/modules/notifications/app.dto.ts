import { IsOptional, IsUUID } from 'class-validator';
import { Text, Whole } from '../../platform/validation/rules.js';

/** Whose. The app's backend names its users; the gateway knows no more of them. */
export class UserParams {
  @Text(200)
  readonly userId!: string;
}

export class NotificationParams extends UserParams {
  @Text(36)
  readonly id!: string;
}

export class InboxQuery {
  /** `nextCursor` of the page before; absent: the newest. */
  @IsOptional()
  @IsUUID(undefined, { message: 'cursor must be the nextCursor of another page' })
  readonly cursor?: string;

  @Whole(1, 200)
  readonly limit: number = 50;
}
