const COMMA = 0x2c;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const NUMBER = /[-+.0-9eE]*/y;
/** The shortest number that can lie beyond 2^53 - 1 without an exponent. */
const LONG = 16;

/** Where something stands in a text: from `start` up to, not including, `end`. */
export type Span = { readonly start: number; readonly end: number };

/** `depth` is how deep lists and objects nest, `values` is no less than how many there are, `kept` says where the numbers stand that are to be kept as text. */
export type JsonScan = { readonly depth: number; readonly values: number; readonly kept: readonly Span[] };

/** Where to stop: at the first level or value beyond, since no more is to be known of a text that is refused anyway. */
export type ScanLimits = { readonly depth: number; readonly values: number };

/** Whether a number is to be kept as its literal text. */
export type KeepsNumber = (literal: string) => boolean;

/**
 * Looks once over a JSON text, in linear time and constant stack, for what `JSON.parse` would not tell. Of a text that
 * is not JSON it says something, but nothing of use.
 */
export function scanJson(text: string, limits: ScanLimits, keeps: KeepsNumber = isLossy): JsonScan {
  const kept: Span[] = [];
  const note = (span: Span) => {
    if (keeps(text.slice(span.start, span.end))) kept.push(span);
  };
  let level = 0;
  let depth = 0;
  let values = 1;
  let at = 0;
  while (at < text.length && depth <= limits.depth && values <= limits.values) {
    const code = text.charCodeAt(at);
    const down = step(code);
    level += down;
    if (down === 1 || code === COMMA) values += 1;
    depth = Math.max(depth, level);
    at = endOfToken(text, at, code, note);
  }
  return { depth, values, kept };
}

/** Where the token that starts with `code` ends; `note` hears of it if it is a number. */
function endOfToken(text: string, start: number, code: number, note: (number: Span) => void): number {
  if (code === QUOTE) return endOfString(text, start);
  if (!startsNumber(code)) return start + 1;
  const end = endOfNumber(text, start);
  note({ start, end });
  return end;
}

/** Just behind the closing quote; the end of the text when there is none. */
export function endOfString(text: string, opening: number): number {
  let quote = text.indexOf('"', opening + 1);
  while (quote !== -1 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote === -1 ? text.length : quote + 1;
}

/** An odd number of backslashes stands before it. Each backslash is counted for one quote only. */
function isEscaped(text: string, quote: number): boolean {
  let before = quote - 1;
  while (text.charCodeAt(before) === BACKSLASH) before -= 1;
  return (quote - before) % 2 === 0;
}

function startsNumber(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === MINUS;
}

function endOfNumber(text: string, start: number): number {
  NUMBER.lastIndex = start;
  NUMBER.test(text);
  return NUMBER.lastIndex;
}

/** Beyond 2^53 - 1. */
function isLossy(token: string): boolean {
  return (token.length >= LONG || /e/i.test(token)) && Math.abs(Number(token)) > Number.MAX_SAFE_INTEGER;
}

/** `{` and `[` open a level, `}` and `]` close one; they differ in one bit. */
function step(code: number): number {
  const bracket = code | 0x20;
  if (bracket === 0x7b) return 1;
  return bracket === 0x7d ? -1 : 0;
}
