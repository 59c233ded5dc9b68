const LONGEST = 500;

/** A name, status, hash, id or address as opaque text; null for what is none. PostgreSQL keeps no NUL and no half character. */
export function opaqueText(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' || text.length > LONGEST || /[\0\p{Cs}]/u.test(text) ? null : text;
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** A time in ISO 8601 with its offset; null for anything else, and for a day that is none. */
export function isoTime(value: unknown): Date | null {
  if (typeof value !== 'string' || !ISO.test(value)) return null;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? null : at;
}
