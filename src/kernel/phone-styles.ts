import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { cleanPhone } from './contact.js';

/** `+15551234567`, `15551234567`, `(555) 123-4567`, `5551234567` */
export type PhoneStyle = 'e164' | 'e164-digits' | 'national' | 'national-digits';

/** A phone number written in the style; null for what `cleanPhone` does not take for one. */
export function writePhone(text: string, style: PhoneStyle, region: string): string | null {
  const clean = cleanPhone(text, region);
  const phone = clean && parsePhoneNumberFromString(clean.e164);
  if (!phone) return null;
  const written: Readonly<Record<PhoneStyle, string>> = {
    e164: phone.number,
    'e164-digits': phone.number.slice(1),
    national: phone.formatNational(),
    'national-digits': phone.nationalNumber,
  };
  return written[style];
}
