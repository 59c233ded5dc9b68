import { OptionalText, Text, Whole } from '../../platform/validation/rules.js';

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
  @OptionalText(36)
  readonly cursor?: string;

  @Whole(1, 200)
  readonly limit: number = 50;
}
