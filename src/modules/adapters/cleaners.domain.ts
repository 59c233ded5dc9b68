import { cleanEmail, cleanMessage, cleanPhone, cleanText } from '../../kernel/contact.js';
import { cleanBirthDate, cleanState } from './contact-facts.domain.js';
import { cleanEventTime } from './event-time.domain.js';
import type { DateOrder, Target } from './inbound-adapter.domain.js';
import { cleanPersonName } from './person-name.domain.js';

const UUID_INSIDE = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** What systems send where they have no id: it would stand for every lead. */
const NO_ID = new Set(['0', '-', 'n/a', 'na', 'none', 'null', 'undefined', 'unknown', 'test']);

export type Cleaned = { readonly value: string | null; readonly warning?: 'phone_not_valid' };

/** Longest text, in characters, that a field takes; longer is no value. */
const LONGEST = {
  LeadId: 200,
  Status: 500,
  SubStatus: 500,
  ExternalLeadId: 200,
  EventId: 200,
  CaseCode: 120,
  LawFirm: 200,
} as const;

/** How values that leave something open are read. */
export type ReadingDefaults = {
  /** ISO 3166, two letters: reads phones without a country code. */
  readonly phoneRegion: string;
  /** IANA name: reads times without a zone. UTC if left out. */
  readonly timeZone?: string;
  /** Reads dates with slashes. MDY if left out. */
  readonly dateOrder?: DateOrder;
};

/** Beyond it a text is not even looked at: cleaning a mebibyte for each of 500 updates would take seconds. */
const LONGEST_GIVEN = 2_000;
/** More than is kept of a message, so that no number is cut where it counts. */
const LONGEST_MESSAGE_GIVEN = 5_000;

/** What a field makes of a scalar as it was sent; null when it can make nothing of it. */
export function clean(field: Target, value: unknown, defaults: ReadingDefaults): Cleaned {
  if (typeof value === 'string' && value.length > LONGEST_GIVEN) {
    return { value: field === 'Message' ? cleanMessage(value.trimStart().slice(0, LONGEST_MESSAGE_GIVEN)) : null };
  }
  if (field === 'EventTime') return { value: eventTime(value, defaults) };
  const text = typeof value === 'number' && !Number.isSafeInteger(value) ? '' : String(value);
  switch (field) {
    case 'LeadId':
      return { value: soleUuid(cleanText(text, LONGEST.LeadId)) };
    case 'Status':
    case 'SubStatus':
      return { value: withoutFullStop(oneLine(text, LONGEST[field])) };
    case 'LawFirm':
      return { value: oneLine(text, LONGEST.LawFirm) };
    case 'CaseCode':
      return { value: cleanText(text, LONGEST.CaseCode) };
    case 'ExternalLeadId':
    case 'EventId':
      return { value: realId(cleanText(text, LONGEST[field])) };
    case 'Message':
      return { value: cleanMessage(text) };
    case 'ContactEmail':
      return { value: cleanEmail(text) };
    case 'ContactName':
      return { value: cleanPersonName(text) };
    case 'ContactState':
      return { value: cleanState(text) };
    case 'ContactBirthDate':
      return { value: cleanBirthDate(text, defaults.dateOrder) };
    case 'ContactPhone':
      return phone(text, defaults.phoneRegion);
  }
}

function eventTime(value: unknown, { timeZone = 'UTC', dateOrder = 'MDY' }: ReadingDefaults): string | null {
  return cleanEventTime(value, { timeZone, dateOrder });
}

function oneLine(text: string, longest: number): string | null {
  return cleanText(text, longest)?.replace(/\s+/g, ' ') ?? null;
}

/** Forms end a status like a sentence; three dots are part of the text. */
function withoutFullStop(text: string | null): string | null {
  return text?.replace(/(?<=[^.\s])\s?\.$/, '') ?? null;
}

/** Partners wrap our id (`PAYME/…`): exactly one UUID in the text is the id, else the text stays as it is. */
function soleUuid(text: string | null): string | null {
  const inside = text?.match(UUID_INSIDE) ?? [];
  return inside.length === 1 && inside[0] ? inside[0].toLowerCase() : text;
}

function realId(text: string | null): string | null {
  return text !== null && NO_ID.has(text.toLowerCase()) ? null : text;
}

function phone(text: string, region: string): Cleaned {
  const cleaned = cleanPhone(text, region);
  if (!cleaned) return { value: null };
  return cleaned.valid ? { value: cleaned.e164 } : { value: cleaned.e164, warning: 'phone_not_valid' };
}
