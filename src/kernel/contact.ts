import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { isAssigned, northAmericanNumber } from './north-american-number.js';
import { maskSensitiveNumbers } from './sensitive-numbers.js';

const LONGEST_EMAIL = 254;
const LONGEST_NAME = 200;
const LONGEST_MESSAGE = 2_000;

/** One `@`, at least one dot in the domain, no empty label; nothing invisible and nothing that writes lists or names. */
const EMAIL = /^[^\s\p{C}@<>,;]+@(?:[^\s\p{C}@<>,;.]+\.)+[^\s\p{C}@<>,;.]+$/u;
const ALL_EQUAL = /^(\d)\1*$/;
const COUNTED_UP = new Set(['1234567890', '0123456789']);
const HIDDEN = '•••';

/** `valid` says that the number is assigned to somebody's plan; sample numbers such as 5551234567 are only possible. */
export type CleanPhone = { readonly e164: string; readonly valid: boolean };

/** Whether numbers without a country code can be read for this region (ISO 3166, two capital letters). */
export function isPhoneRegion(region: string): boolean {
  return isSupportedCountry(region);
}

/**
 * A phone number as E.164, without its extension; null for text that is not one possible number, and for what people
 * type to get past a form. `region` (ISO 3166, two letters) reads numbers without a country code.
 */
export function cleanPhone(text: string, region = 'US'): CleanPhone | null {
  const e164 = northAmericanNumber(text.trim(), region === 'US');
  if (e164 === null) return parsedPhone(text, region);
  const [national, digits] = [e164.slice(2), text.replace(/\D/g, '')];
  if (isPlaceholder(national) || isPlaceholder(digits)) return null;
  return { e164, valid: isAssigned(e164, () => parsedPhone(e164, region)?.valid ?? false) };
}

function parsedPhone(text: string, region: string): CleanPhone | null {
  const country = isSupportedCountry(region) ? { defaultCountry: region } : {};
  const phone = parsePhoneNumberFromString(text.trim(), { ...country, extract: false });
  if (!phone?.isPossible() || isPlaceholder(phone.nationalNumber) || isPlaceholder(text.replace(/\D/g, '')))
    return null;
  return { e164: phone.number, valid: phone.isValid() };
}

function isPlaceholder(digits: string): boolean {
  return ALL_EQUAL.test(digits) || COUNTED_UP.has(digits);
}

/** An e-mail address in lower case, at most 254 characters. Dots and plus tags stay: they belong to the address. */
export function cleanEmail(text: string): string | null {
  const email = text.trim().toLowerCase();
  return email.length <= LONGEST_EMAIL && EMAIL.test(email) ? email : null;
}

/** A person's name in NFC on one line with single spaces, at most 200 characters. */
export function cleanName(text: string): string | null {
  return cleanText(text.normalize('NFC').replace(/[\s\p{Cc}]+/gu, ' '), LONGEST_NAME);
}

/** Text on one line that any database takes; null when nothing is left or it is longer than `longest` characters. */
export function cleanText(text: string, longest: number): string | null {
  const cleaned = text
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  return cleaned !== '' && cleaned.length <= longest ? cleaned : null;
}

/**
 * A partner's remark: line breaks stay, other control characters go, numbers shaped like a social security or card
 * number are masked, and only the first 2,000 characters are kept.
 */
export function cleanMessage(text: string): string | null {
  const lines = text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n]+/gu, ' ');
  // Beyond twice the length there is no number that reaches into what is kept.
  const cut = maskSensitiveNumbers(lines.trim().slice(0, 2 * LONGEST_MESSAGE)).slice(0, LONGEST_MESSAGE);
  // A cut through a character of two units would leave half of it.
  return cut.replace(/[\uD800-\uDBFF]$/, '').trimEnd() || null;
}

/** `+1555•••4567`: enough to recognise a number one knows. Always hides three digits or more. */
export function maskPhone(e164: string): string {
  const shown = e164.length - 4;
  if (shown < HIDDEN.length) return HIDDEN;
  return e164.slice(0, Math.min(5, shown - HIDDEN.length)) + HIDDEN + e164.slice(-4);
}

/** `j•••@example.com` */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return at === -1 ? maskText(email) : maskText(email.slice(0, at)) + email.slice(at);
}

/** `J•••`, whatever the length. */
export function maskText(text: string): string {
  const [first = ''] = text;
  return first + HIDDEN;
}
