import { plainToInstance } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsObject,
  IsString,
  IsUUID,
  MaxLength,
  ValidateIf,
  validateSync,
} from 'class-validator';
import { getCountries } from 'libphonenumber-js/max';
import type { Issue } from '../../kernel/domain-error.js';
import { bodyInvalid, issuesOf } from '../../platform/validation/parse-dto.js';
import { Nested, NestedList, Text, Whole } from '../../platform/validation/rules.js';
import type { Expected } from '../adapters/adapter-versions.service.js';
import { TARGETS } from '../adapters/adapters.service.js';
import { MayBeAbsent, MayBeNull, Texts } from './body.rules.js';

/** As much as a partner may send at once. */
const LONGEST_BODY = 1_048_576;
const MOST_SAMPLES = 20;

/** A body as a partner sent it: given here, or kept on a receipt. */
class SentDto {
  /** Its media type, parameters included. Absent: told by its first character. */
  @MayBeNull()
  @Text(200)
  readonly contentType?: string | null;

  /** Text, exactly as it was sent. */
  @ValidateIf(({ receiptId }: SentDto) => receiptId === undefined)
  @IsString({ message: 'body must be the raw body as text, unless there is a receiptId' })
  @MaxLength(LONGEST_BODY)
  readonly body?: string;

  /** In place of a body, one that this partner sent before. */
  @MayBeAbsent()
  @IsUUID()
  readonly receiptId?: string;
}

/** A body that a version must read as expected before it goes live. */
class SampleDto extends SentDto {
  /** What each update must be read as, such as `{"Status":"Signed"}`. Absent: as this version reads it now. */
  @MayBeNull()
  @IsArray()
  readonly expected?: Expected[] | null;
}

export class AdapterDraftDto {
  /** The document; its JSON Schema is at `/api/admin/schemas/inbound-adapter` or `outbound-adapter`. */
  @IsObject()
  readonly adapter!: object;

  /** Whose updates it reads; sandbox goes by the live adapter until it has its own. */
  @IsIn(['live', 'sandbox'])
  readonly environment: 'live' | 'sandbox' = 'live';

  /** Why it is made, for people. */
  @MayBeNull()
  @Text(500)
  readonly note?: string | null;

  @NestedList(() => SampleDto, MOST_SAMPLES)
  readonly samples: SampleDto[] = [];
}

/** Which past receipts, newest first. */
class ReceiptsDto {
  @Whole(1, 500)
  readonly last: number = 100;

  @MayBeAbsent()
  @Text(100)
  readonly reason?: string;

  @MayBeAbsent()
  @Text(100)
  readonly outcome?: string;
}

/** The last leads that the partner was owed. */
class DeliveriesDto {
  @Whole(1, 100)
  readonly last: number = 50;
}

/** Of a version that reads: samples, or else past receipts. Of one that writes: past deliveries. */
export class PreviewDto {
  @MayBeAbsent()
  @ArrayNotEmpty()
  @NestedList(() => SentDto, MOST_SAMPLES)
  readonly samples?: SentDto[];

  @MayBeAbsent()
  @Nested(() => ReceiptsDto)
  readonly receipts?: ReceiptsDto;

  @MayBeAbsent()
  @Nested(() => DeliveriesDto)
  readonly deliveries?: DeliveriesDto;
}

export class ActivateDto {
  /** Why, when receipts that are applied now would not be. */
  @MayBeNull()
  @Text(1_000)
  readonly reason?: string | null;
}

export class RetireDto {
  /** Why. */
  @Text(1_000)
  readonly reason!: string;
}

export class ProposeDto {
  @ArrayNotEmpty()
  @NestedList(() => SentDto, 5)
  readonly samples!: SentDto[];

  /** Country of phone numbers that come without one. Absent: the partner's. */
  @MayBeNull()
  @IsIn(getCountries(), { message: 'defaultRegion must be the two capital letters of a country, such as US' })
  readonly defaultRegion?: string | null;

  /** The partner's raw statuses, as far as they are known. Absent: those that it declared. */
  @MayBeNull()
  @Texts(500, 200)
  readonly statuses?: string[] | null;
}

/**
 * Reads the body of a save: a draft, or the document by itself. The document is taken as it came, for its own checker to
 * refuse what it does not know.
 * @throws DomainError `body_invalid`
 */
export function draftOf(body: unknown): AdapterDraftDto {
  const given = isObject(body) && 'schemaVersion' in body ? { adapter: body } : body;
  if (!isObject(given)) throw bodyInvalid([{ path: '', message: 'Send an object with the document as adapter.' }]);
  const { adapter, ...others } = given;
  const draft = plainToInstance(AdapterDraftDto, others, { exposeDefaultValues: true });
  Object.assign(draft, { adapter });
  const errors = validateSync(draft, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false });
  const issues = [...issuesOf(errors), ...expectedIssues(draft.samples)];
  if (issues.length > 0) throw bodyInvalid(issues);
  return draft;
}

function expectedIssues(samples: unknown): Issue[] {
  if (!Array.isArray(samples)) return [];
  return samples.flatMap((sample: { expected?: unknown } | null, at) => {
    const { expected } = sample ?? {};
    if (!Array.isArray(expected)) return [];
    return expected.flatMap((one: unknown, which) => fieldIssues(one, `samples.${at}.expected.${which}`));
  });
}

function fieldIssues(expected: unknown, path: string): Issue[] {
  if (!isObject(expected)) return [{ path, message: `${path} must be an object of fields` }];
  const wrong = Object.entries(expected).filter(([field, value]) => !isTarget(field) || !isTextOrNull(value));
  return wrong.length === 0
    ? []
    : [{ path, message: `${path} must hold only ${TARGETS.join(', ')}, each text or null` }];
}

function isTarget(field: string): boolean {
  return TARGETS.some((target) => target === field);
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
