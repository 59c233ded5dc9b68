import { cleanEmail, cleanPhone } from '../../../kernel/contact.js';
import { maskSensitiveNumbers } from '../../../kernel/sensitive-numbers.js';
import { MEANINGS } from './lexicon.domain.js';
import { tokensOf } from './tokens.domain.js';
import { firmLikeness, isCoarse, isRegion, isRowState, shareOf } from './vocabulary.domain.js';

export type Scalar = string | number | boolean;

/** What a value looks like, whatever it is called. Each member is 0 to 1. */
export type ValueKind = {
  readonly phone: number;
  readonly email: number;
  readonly uuid: number;
  readonly date: number;
  readonly id: number;
  /** A label of a few words. */
  readonly label: number;
  readonly sentence: number;
  readonly person: number;
  /** One word that may be a first or last name. */
  readonly word: number;
  readonly status: number;
  readonly coarse: number;
  /** An id that says itself that it is of an event, a message or a request. */
  readonly happening: number;
  /** A state of the row in the system that sends it, not of what the row is about. */
  readonly row: number;
  readonly tort: number;
  readonly caseCode: number;
  readonly firm: number;
  readonly numeric: number;
  readonly boolean: number;
  readonly url: number;
  /** A state of the United States, by name or letters. */
  readonly region: number;
};

const NUMERIC = /^-?\d+(?:[.,]\d+)?$/;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const PHONE_SHAPE = /^(?:tel:)?\+?[\d\s().\-\u2010-\u2015\u00A0/]{7,25}(?:\s*(?:x|ext\.?|#)\s*\d{1,6})?$/i;
const FORMATTED = /^(?:tel:)?\+|[()]|\d[\s.\-\u2010-\u2015\u00A0]\d{2,}/;
const ISO_DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d|$)/;
const OTHER_DATE =
  /^(?:\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}\/\d\d\/\d\d)(?:[ T,]|$)|^\w{3,9},? \d{1,2},? (?:\w{3} )?\d{4}|^\/Date\(\d+/;
const URL_SHAPE = /^(?:https?:\/\/|www\.|\/)\S+$|^\S+\.(?:pdf|docx?|jpe?g|png)$/i;
const ID_SHAPE = /^(?=.*\d)[A-Za-z0-9][\w\-./:#|]{0,79}$/;
const OPAQUE = /^(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9_-]{10,40}={0,2}$/;
const HAPPENING = /^(?:ev|evt|event|wh|whk|hook|webhook|msg|message|req|request|ntf|notif|notification)[-_:]\w/i;
const LETTER_ID = /^[A-Z]{1,5}[-_ ]?\d+[\w-]*$/;
const PERSON =
  /^(?:\p{Lu}[\p{L}.'’‑-]*(?:,? +|,)){1,3}(?:(?:de|la|von|van|der|del|da|dos|di|le|el|bin|al) ?)*\p{Lu}[\p{L}.'’‑-]*$/u;
const NAME_LIKE = /^\p{L}[\p{L}.'’-]{1,20}(?:(?:,? |,)\p{L}[\p{L}.'’-]{0,20}){1,3}$/u;
const NAME_WORD = /^\p{L}[\p{L}.'’‑ -]{0,39}$/u;
const CASE_CODE = /^[A-Z][A-Z\d]{1,9}(?:-[\p{L}\d][\p{L}\d -]*)?$/u;
/** Within which numbers of 10 or 13 digits are taken for times. */
const YEARS = { from: Date.UTC(2015, 0), to: Date.UTC(2033, 0) };
const LABEL_WORDS = 7;
const LABEL_LENGTH = 70;
const NAME_WORDS = 3;

export function textOfScalar(value: Scalar): string {
  return String(value).trim();
}

/** The UUID that a text holds, in lower case, when it holds exactly one. */
export function soleUuidIn(text: string): string | null {
  const inside = text.length <= 200 ? (text.match(UUID) ?? []) : [];
  return inside.length === 1 && inside[0] !== undefined ? inside[0].toLowerCase() : null;
}

/** Shaped like a social security or payment card number as a whole. */
export function isSensitive(text: string): boolean {
  return text.length <= 40 && /^[\d\s-]{9,40}$/.test(text) && maskSensitiveNumbers(text) !== text;
}

/** Whether a value is a date or a time, which is asked of far more values than what they look like. */
export function isDateLike(value: Scalar): boolean {
  const text = textOfScalar(value);
  return isDate(text, NUMERIC.test(text));
}

/** `region` reads phone numbers without a country code. */
export function kindOf(value: Scalar, region: string): ValueKind {
  const text = textOfScalar(value);
  const form = formOf(text, region);
  const isWords = Object.values(form).every((likeness) => likeness < 0.6) && /\p{L}/u.test(text);
  const words = isWords ? wordsOf(text) : NO_WORDS;
  const isTime = form.date === 1 && form.numeric === 0;
  const isForm = isTime || form.url + form.email + form.boolean > 0;
  return {
    ...form,
    ...words,
    id: isForm ? 0 : idLikeness(text),
    coarse: Number(isCoarse(text)),
    row: Number(isRowState(text)),
    happening: Number(HAPPENING.test(text)),
    region: Number(isRegion(text)),
  };
}

type Words = Pick<ValueKind, 'label' | 'sentence' | 'person' | 'word' | 'status' | 'tort' | 'caseCode' | 'firm'>;
type Form = Omit<ValueKind, keyof Words | 'id' | 'coarse' | 'row' | 'happening' | 'region'>;

const NO_WORDS: Words = { label: 0, sentence: 0, person: 0, word: 0, status: 0, tort: 0, caseCode: 0, firm: 0 };
const LONGEST_LOOKED_AT = 200;

/** What is recognised by its signs. */
function formOf(text: string, region: string): Form {
  const numeric = NUMERIC.test(text);
  const date = isDate(text, numeric);
  return {
    numeric: Number(numeric),
    date: Number(date),
    phone: phoneLikeness(text, region, date),
    email: Number(text.includes('@') && cleanEmail(text) !== null),
    uuid: Number(soleUuidIn(text) !== null),
    url: Number(URL_SHAPE.test(text)),
    boolean: Number(/^(?:true|false|yes|no|y|n|on|off)$/i.test(text)),
  };
}

/** What is recognised by its words. */
function wordsOf(text: string): Words {
  const count = text.split(/\s+/).length;
  const sentence = sentenceLikeness(text, count);
  if (text.length > LONGEST_LOOKED_AT) return { ...NO_WORDS, sentence };
  const { status, tort } = shareOf(text);
  const isLabel = count <= LABEL_WORDS && text.length <= LABEL_LENGTH && !text.includes('\n');
  const label = isLabel ? { label: 1, status, tort, caseCode: Number(CASE_CODE.test(text)) } : {};
  const word = Number(count <= NAME_WORDS && NAME_WORD.test(text));
  return {
    ...NO_WORDS,
    sentence,
    ...label,
    word,
    person: personLikeness(text, status, tort),
    // `Attorney Review` is a status.
    firm: status === 1 ? 0 : firmLikeness(text),
  };
}

function isDate(text: string, numeric: boolean): boolean {
  if (!numeric) return text.length <= 60 && (ISO_DATE.test(text) || OTHER_DATE.test(text));
  const time = text.length === 13 ? Number(text) : text.length === 10 ? Number(text) * 1_000 : 0;
  return time >= YEARS.from && time < YEARS.to;
}

/** 1 for a number that is written as one, 0.5 for bare digits that can be one, 0 for what cannot. */
function phoneLikeness(text: string, region: string, date: boolean): number {
  if (!PHONE_SHAPE.test(text)) return 0;
  const parsed = cleanPhone(text, region);
  if (parsed === null) return 0;
  if (FORMATTED.test(text)) return date ? 0.3 : 1;
  return parsed.valid ? 0.6 : 0.4;
}

function idLikeness(text: string): number {
  if (text === '0') return 0;
  return Number(LETTER_ID.test(text) || ID_SHAPE.test(text) || OPAQUE.test(text));
}

function sentenceLikeness(text: string, wordCount: number): number {
  if (wordCount >= 5 || /[.!?]\s+\S|\n/.test(text)) return 1;
  if (wordCount >= 3) return 0.6;
  return wordCount === 2 ? 0.3 : 0.1;
}

function personLikeness(text: string, statusShare: number, tortShare: number): number {
  if (text.length > 60 || firmLikeness(text) === 1) return 0;
  const isLabel = tokensOf(text).every((token) => MEANINGS.has(token));
  const vocabulary = isLabel ? 1 : Math.max(statusShare, tortShare);
  if (PERSON.test(text)) return 1 - vocabulary;
  const isShoutedOrQuiet = text === text.toUpperCase() || text === text.toLowerCase();
  return isShoutedOrQuiet && NAME_LIKE.test(text) ? 0.5 * (1 - vocabulary) : 0;
}
