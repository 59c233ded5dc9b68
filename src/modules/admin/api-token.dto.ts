import { IsIn } from 'class-validator';
import { Text } from '../../platform/validation/rules.js';

export class IssueApiTokenDto {
  @IsIn(['service', 'admin'])
  readonly kind!: 'service' | 'admin';

  /** Whose it is, for people. */
  @Text(100)
  readonly name!: string;
}
