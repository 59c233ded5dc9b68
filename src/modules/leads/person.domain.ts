import { doubleMetaphone } from 'double-metaphone';
import { cleanEmail, cleanName, cleanPhone } from '../../kernel/contact.js';
import { foldName } from '../../kernel/similarity.js';

/** Who a lead is about, cleaned. Kept encrypted. */
export type Person = {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** E.164 */
  readonly phone: string;
  readonly state: string;
  readonly dateOfBirth?: string;
};

type Given = { firstName: string; lastName: string; email: string; phone: string; state: string; dateOfBirth?: string };

/** The validated contact with every value in the form that is compared and sent. */
export function personOf({ dateOfBirth, ...contact }: Given): Person {
  return {
    firstName: cleanName(contact.firstName) ?? contact.firstName,
    lastName: cleanName(contact.lastName) ?? contact.lastName,
    email: cleanEmail(contact.email) ?? contact.email,
    phone: cleanPhone(contact.phone, 'US')?.e164 ?? contact.phone,
    state: contact.state,
    ...(dateOfBirth !== undefined && { dateOfBirth }),
  };
}

/** A key that like-sounding last names share, to look candidates up by; the names themselves are compared afterwards. */
export function soundOf(lastName: string): string {
  const folded = foldName(lastName);
  const [sound] = doubleMetaphone(folded);
  return sound || folded;
}
