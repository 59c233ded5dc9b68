/** Digits in groups, as people write numbers: up to three separators between two of them. */
const NUMBER = /\d+(?:[ \u00A0.\u2010-\u2015-]{1,3}\d+)*/g;
const GROUP = /\d+/g;
const MOST_GROUPS = 5;
/** A social security number with its separators. */
const SHORTEST = 11;

/** How long the groups are. Fixed forms only: two phone numbers side by side pass a check digit one time in ten. */
const SOCIAL_SECURITY = '3-2-4';
const CARDS = /^(?:1[3-9]|4-4-4-4(?:-[1-3])?|4-6-[45])$/;

/**
 * Puts • over the digits of what is shaped like a US social security number (3-2-4), or like a payment card number whose
 * check digit is right. The text keeps its length. Nine digits in one are left: case numbers look alike.
 */
export function maskSensitiveNumbers(text: string): string {
  return text.replace(NUMBER, (number) => (number.length < SHORTEST ? number : masked(number)));
}

function masked(number: string): string {
  const groups = Array.from(number.matchAll(GROUP), ([digits]) => digits);
  const hidden = new Set(groups.flatMap((_, first) => sensitiveFrom(groups, first)));
  let at = 0;
  return number.replace(GROUP, (digits) => (hidden.has(at++) ? '•'.repeat(digits.length) : digits));
}

/** The positions of the groups that make a sensitive number beginning at `first`. */
function sensitiveFrom(groups: readonly string[], first: number): number[] {
  for (let count = MOST_GROUPS; count > 0; count -= 1) {
    const part = groups.slice(first, first + count);
    if (isSensitive(part)) return part.map((_, place) => first + place);
  }
  return [];
}

function isSensitive(groups: readonly string[]): boolean {
  const shape = groups.map((digits) => digits.length).join('-');
  return shape === SOCIAL_SECURITY || (CARDS.test(shape) && hasCheckDigit(groups.join('')));
}

/** The Luhn formula: from the right, every second digit counts double, less nine if that has two digits. */
function hasCheckDigit(digits: string): boolean {
  const values = Array.from(digits, Number).reverse();
  const counted = values.map((value, place) => (place % 2 === 0 ? value : (value * 2) % 9 || value));
  return counted.reduce((sum, value) => sum + value, 0) % 10 === 0;
}
