import { cleanEmail, cleanMessage, cleanName, cleanPhone, cleanText } from '../../kernel/contact.js';
import type { Field } from './standard-format.domain.js';

const UUID_INSIDE = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** What systems send where they have no id: it would stand for every lead. */
const NO_ID = new Set(['0', '-', 'n/a', 'na', 'none', 'null', 'undefined', 'unknown', 'test']);

export type Cleaned = { readonly value: string | null; readonly warning?: 'phone_not_valid' };

/** Longest text, in characters, that a field takes; longer is no value. */
const LONGEST = { LeadId: 200, Status: 500, ExternalLeadId: 200, CaseCode: 120, LawFirm: 200 } as const;

/** What a field makes of a value as it was sent; null when it can make nothing of it. `region` reads phones without a country code. */
export function clean(field: Field, value: unknown, region: string): Cleaned {
  const text = typeof value === 'number' && !Number.isSafeInteger(value) ? '' : String(value);
  switch (field) {
    case 'LeadId':
      return { value: soleUuid(cleanText(text, LONGEST.LeadId)) };
    case 'Status':
    case 'LawFirm':
      return { value: cleanText(text, LONGEST[field])?.replace(/\s+/g, ' ') ?? null };
    case 'CaseCode':
      return { value: cleanText(text, LONGEST.CaseCode) };
    case 'ExternalLeadId':
      return { value: realId(cleanText(text, LONGEST.ExternalLeadId)) };
    case 'Message':
      return { value: cleanMessage(text) };
    case 'ContactEmail':
      return { value: cleanEmail(text) };
    case 'ContactName':
      return { value: cleanName(text) };
    case 'ContactPhone':
      return phone(text, region);
  }
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
