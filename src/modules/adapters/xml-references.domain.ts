const REFERENCE = /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos|nbsp));/gi;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00A0' };
const LAST_CHARACTER = 0x10ffff;

/**
 * Reads references to characters, to the five that XML itself names, and to the one that senders borrow from HTML most. What
 * is none stays as it is written.
 */
export function readReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(REFERENCE, (written, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? written;
    return characterOf(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)) ?? written;
  });
}

/** Null for what is no character, or half of one. */
function characterOf(code: number): string | null {
  const isHalf = code >= 0xd800 && code <= 0xdfff;
  return code === 0 || isHalf || code > LAST_CHARACTER ? null : String.fromCodePoint(code);
}
