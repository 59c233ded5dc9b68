import { Text } from '../../platform/validation/rules.js';

export class RevealDto {
  /** Kept in the audit. */
  @Text(1_000)
  readonly reason!: string;
}
