import { maskEmail, maskPhone, maskText } from '../../kernel/contact.js';

type Masked = (value: string) => string;

/** Fields that say something about a person. Ids are shown: they mean nothing to anybody else. */
const MASKS: Readonly<Record<string, Masked>> = {
  ContactPhone: maskPhone,
  ContactEmail: maskEmail,
  ContactName: maskText,
  ContactState: maskText,
  ContactBirthDate: maskText,
  Message: maskText,
};

/** A field's value as it may be kept and shown. */
export function maskedValue(field: string, value: string | null): string | null {
  return value === null ? null : (MASKS[field]?.(value) ?? value);
}

/** Which expression each field came from. */
export function maskedTrace<Step extends { readonly field: string; readonly value: string }>(
  trace: readonly Step[],
): Step[] {
  return trace.map((step) => ({ ...step, value: maskedValue(step.field, step.value) }));
}

/** What differs between two readings, as it may be kept and shown. */
export function maskedChanges<
  Change extends { readonly field: string; readonly before: string | null; readonly after: string | null },
>(changes: readonly Change[]): Change[] {
  return changes.map((change) => ({
    ...change,
    before: maskedValue(change.field, change.before),
    after: maskedValue(change.field, change.after),
  }));
}
