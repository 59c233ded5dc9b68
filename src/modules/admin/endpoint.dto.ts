import { plainToInstance, Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  Equals,
  IsArray,
  IsIn,
  IsNumber,
  IsObject,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { emptiedList, Text } from '../../platform/validation/rules.js';
import { MayBeNull, WholeNumber } from './body.rules.js';

const WEEK_SECONDS = 604_800;
/** What the gateway says itself, and what belongs to the connection. */
const OURS = [
  'host',
  'content-.*',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'expect',
  'te',
  'trailer',
]
  .concat('proxy-.*', 'user-agent', 'idempotency-key', 'webhook-.*', 'x-signature')
  .join('|');
const HEADER = new RegExp(`^(?!(?:${OURS})$)[!#$%&'*+.^_\`|~0-9a-z-]{1,100}$`, 'i');
/** Visible ASCII, spaces inside: what a header can hold and give back unchanged. */
const HEADER_VALUE = /^[\x21-\x7e](?:[\x20-\x7e]{0,4094}[\x21-\x7e])?$/;
const TOKEN = /^[\x21-\x7e]{1,4096}$/;
const USERNAME = /^[^\p{Cc}:]{1,255}$/u;
const PASSWORD = /^\P{Cc}{0,255}$/u;

class ApiKeyAuthDto {
  @Equals('api_key')
  readonly type!: 'api_key';

  @Matches(HEADER, {
    message: 'header must be the name of a header that the gateway does not set itself, such as X-API-Key',
  })
  readonly header!: string;

  @Matches(HEADER_VALUE, { message: 'value must be visible ASCII without spaces around it' })
  readonly value!: string;
}

class BearerAuthDto {
  @Equals('bearer')
  readonly type!: 'bearer';

  @Matches(TOKEN, { message: 'token must be visible ASCII without spaces' })
  readonly token!: string;
}

class BasicAuthDto {
  @Equals('basic')
  readonly type!: 'basic';

  @Matches(USERNAME, { message: 'username must be a text without colon' })
  readonly username!: string;

  @Matches(PASSWORD, { message: 'password must be a text' })
  readonly password!: string;
}

class HmacAuthDto {
  @Equals('hmac')
  readonly type!: 'hmac';

  @Length(8, 1_024)
  readonly secret!: string;
}

class UnknownAuthDto {
  @IsIn(['api_key', 'bearer', 'basic', 'hmac'])
  readonly type!: string;
}

type AuthDto = ApiKeyAuthDto | BearerAuthDto | BasicAuthDto | HmacAuthDto;

const SHAPES: ReadonlyMap<unknown, new () => AuthDto> = new Map<string, new () => AuthDto>([
  ['api_key', ApiKeyAuthDto],
  ['bearer', BearerAuthDto],
  ['basic', BasicAuthDto],
  ['hmac', HmacAuthDto],
]);

/** The member `type` says which shape the others have. */
function authOf({ value }: { value: unknown }): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return emptiedList(value);
  const { type } = value as { type?: unknown };
  const shape = SHAPES.get(type);
  return shape ? plainToInstance(shape, value) : plainToInstance(UnknownAuthDto, { type });
}

/** Rules to try on what the partner answered to its last leads. */
export class TryRepliesDto {
  @IsArray()
  readonly outcomeRules!: object[];

  /** Deliveries, newest first. */
  @WholeNumber(1, 100)
  readonly last: number = 50;
}

/** Where and how leads are sent to a partner. Saved as a whole: what is left out gets its default. */
export class EndpointDto {
  @Text(2_048)
  readonly url!: string;

  @Transform(authOf)
  @IsObject({ message: 'auth must be an object with a type' })
  @ValidateNested()
  readonly auth!: AuthDto;

  /** Total, from the look-up of the name to the last byte of the answer. */
  @WholeNumber(100, 120_000)
  readonly timeoutMs: number = 30_000;

  @WholeNumber(0, 50)
  readonly maxRetries: number = 0;

  /** Seconds before each retry, the last one repeated; null: the standard schedule. */
  @MayBeNull()
  @ArrayNotEmpty()
  @ArrayMaxSize(50)
  @IsNumber({}, { each: true })
  @Min(0.1, { each: true })
  @Max(WEEK_SECONDS, { each: true })
  readonly retrySchedule: number[] | null = null;

  /** What happens when it is not known whether a lead arrived: sent again, or held for a person. */
  @IsIn(['retry', 'hold'])
  readonly onUnknown: 'retry' | 'hold' = 'retry';

  /** Attempts in flight at once, in one process. */
  @WholeNumber(1, 100)
  readonly maxConcurrency: number = 8;

  /** What replies mean; the first rule that fits counts. Their own checker refuses what it does not know. */
  @IsArray()
  readonly outcomeRules: object[] = [];
}
