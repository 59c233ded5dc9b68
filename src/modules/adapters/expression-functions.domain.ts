import {
  compare,
  ExpressionFailure,
  isList,
  isObject,
  type Kind,
  kindOf,
  type Meter,
  same,
  sizeOfNode,
} from './expression-values.domain.js';

/** A function of the expression language: how many arguments it takes, and what it makes of them. */
type ExpressionFunction = {
  readonly least: number;
  readonly most: number;
  /** @throws ExpressionFailure for arguments of a wrong kind, and when the steps are used up */
  readonly run: (args: readonly unknown[], meter: Meter) => unknown;
};

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const MOST_ARGUMENTS = 60;
/** The engine looks ahead over the last 250 characters of what it searches for; beyond, its search can be quadratic. */
const LONGEST_SEARCHED = 200;

/**
 * All that an expression may call, beside `sort_by`, which needs the interpreter. Own code throughout: the library's
 * functions trim by a quadratic regular expression, sort numbers as texts, and have no limits.
 */
export const FUNCTIONS: ReadonlyMap<string, ExpressionFunction> = new Map(
  Object.entries({
    contains: takes(2, contains),
    ends_with: takes(2, ([text, end], meter) => textIn(text, meter).endsWith(textIn(end, meter))),
    join: takes(2, ([by, list], meter) => join(textIn(by, meter), textsIn(list), meter)),
    length: takes(1, ([value], meter) => lengthOf(value, meter)),
    lower: takes(1, ([text], meter) => textIn(text, meter).toLowerCase()),
    not_null: takes(1, (args) => args.find((value) => value !== null && value !== undefined) ?? null, MOST_ARGUMENTS),
    replace: takes(3, replace, 4),
    reverse: takes(1, ([value], meter) => reversed(value, meter)),
    sort: takes(1, ([list], meter) => sorted(list, meter)),
    split: takes(2, split, 3),
    starts_with: takes(2, ([text, start], meter) => textIn(text, meter).startsWith(textIn(start, meter))),
    to_array: takes(1, ([value]) => (isList(value) ? value : [value])),
    to_number: takes(1, ([value], meter) => toNumber(value, meter)),
    to_string: takes(1, ([value]) => (isScalar(value) ? String(value) : null)),
    trim: takes(1, (args, meter) => trimmed(args, meter, true, true), 2),
    trim_left: takes(1, (args, meter) => trimmed(args, meter, true, false), 2),
    trim_right: takes(1, (args, meter) => trimmed(args, meter, false, true), 2),
    type: takes(1, ([value]) => TYPES[kindOf(value)]),
    upper: takes(1, ([text], meter) => textIn(text, meter).toUpperCase()),
  }),
);

/** Kinds under the names that JMESPath has for them. */
const TYPES: Readonly<Record<Kind, string>> = {
  null: 'null',
  text: 'string',
  number: 'number',
  boolean: 'boolean',
  list: 'array',
  object: 'object',
};

function takes(least: number, run: ExpressionFunction['run'], most = least): ExpressionFunction {
  return { least, most, run };
}

function wrong(wanted: string, given: unknown): ExpressionFailure {
  return new ExpressionFailure(`calls a function that wants ${wanted} with ${kindOf(given)}`);
}

function textIn(value: unknown, meter: Meter): string {
  if (typeof value !== 'string') throw wrong('a text', value);
  meter.chargeText(value.length);
  return value;
}

function textsIn(value: unknown): readonly string[] {
  if (!isList(value)) throw wrong('a list of texts', value);
  for (const item of value) if (typeof item !== 'string') throw wrong('a list of texts', item);
  return value as readonly string[];
}

/** @throws ExpressionFailure when it is too long to be searched for */
function searched(value: unknown, meter: Meter): string {
  const text = textIn(value, meter);
  if (text.length > LONGEST_SEARCHED) {
    throw new ExpressionFailure(`searches for more than ${LONGEST_SEARCHED} characters`);
  }
  return text;
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function contains([where, what]: readonly unknown[], meter: Meter): boolean | null {
  if (isList(where)) {
    return where.some((item) => same(item, what, meter));
  }
  const text = textIn(where, meter);
  return typeof what === 'string' ? text.includes(searched(what, meter)) : null;
}

function join(by: string, texts: readonly string[], meter: Meter): string {
  meter.charge(texts.length);
  meter.chargeText(texts.reduce((sum, text) => sum + text.length + by.length, 0));
  return texts.join(by);
}

function lengthOf(value: unknown, meter: Meter): number {
  return isList(value) || isObject(value) ? sizeOfNode(value, meter) : lettersOf(textIn(value, meter), meter).length;
}

/** Characters, not UTF-16 units. Each costs a step, since each becomes a text of its own. */
function lettersOf(text: string, meter: Meter): string[] {
  meter.charge(text.length);
  return Array.from(text);
}

function reversed(value: unknown, meter: Meter): unknown {
  if (!isList(value)) return lettersOf(textIn(value, meter), meter).reverse().join('');
  meter.charge(value.length);
  return value.toReversed();
}

function sorted(value: unknown, meter: Meter): unknown {
  if (!isList(value)) throw wrong('a list', value);
  return sortedByKeys(value, value, meter);
}

/**
 * The items in the order of their keys, which have to be all texts or all numbers; items of equal keys keep their order.
 * @throws ExpressionFailure
 */
export function sortedByKeys(items: readonly unknown[], keys: readonly unknown[], meter: Meter): unknown[] {
  const kind = keys.length === 0 ? 'text' : kindOf(keys[0]);
  if (kind !== 'text' && kind !== 'number') throw new ExpressionFailure(`sorts by ${kind}`);
  for (const key of keys) if (kindOf(key) !== kind) throw new ExpressionFailure(`sorts by ${kind} and ${kindOf(key)}`);
  const characters = keys.reduce((sum: number, key) => sum + (typeof key === 'string' ? key.length : 0), 0);
  meter.charge((items.length + (characters >> 3)) * Math.ceil(Math.log2(items.length + 1)));
  const places = Array.from(items.keys());
  places.sort((a, b) => compare(keys[a] as string | number, keys[b] as string | number));
  return places.map((place) => items[place]);
}

function countIn(value: unknown): number {
  if (value === undefined) return Number.POSITIVE_INFINITY;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw wrong('a whole number', value);
}

function split([subject, by, most]: readonly unknown[], meter: Meter): readonly string[] {
  return pieces(textIn(subject, meter), searched(by, meter), countIn(most), meter);
}

/** At most `most` cuts; the rest stays whole in the last piece. */
function pieces(text: string, by: string, most: number, meter: Meter): string[] {
  if (by === '') return letterPieces(text, most, meter);
  const found: string[] = [];
  let from = 0;
  let at = text.indexOf(by);
  while (at !== -1 && found.length < most) {
    meter.charge(1);
    found.push(text.slice(from, at));
    from = at + by.length;
    at = text.indexOf(by, from);
  }
  return [...found, text.slice(from)];
}

function letterPieces(text: string, most: number, meter: Meter): string[] {
  const letters = lettersOf(text, meter);
  if (letters.length <= most) return letters;
  return [...letters.slice(0, most), letters.slice(most).join('')];
}

function replace([subject, what, by, most]: readonly unknown[], meter: Meter): string {
  const instead = textIn(by, meter);
  return join(instead, pieces(textIn(subject, meter), searched(what, meter), countIn(most), meter), meter);
}

function toNumber(value: unknown, meter: Meter): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  meter.chargeText(value.length);
  return NUMBER.test(value) ? Number(value) : null;
}

function trimmed([subject, of]: readonly unknown[], meter: Meter, left: boolean, right: boolean): string {
  const text = textIn(subject, meter);
  if (of === undefined || of === '') return withoutSpaces(text, left, right);
  const unwanted = new Set(lettersOf(textIn(of, meter), meter));
  let start = 0;
  let end = text.length;
  while (left && start < end && unwanted.has(text.charAt(start))) start += 1;
  while (right && end > start && unwanted.has(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function withoutSpaces(text: string, left: boolean, right: boolean): string {
  const begun = left ? text.trimStart() : text;
  return right ? begun.trimEnd() : begun;
}
