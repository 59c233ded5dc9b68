import { tokensOf } from './tokens.domain.js';
import { words } from './word-list.domain.js';

/** What the names on the way to a value say about it. */
export type Named = {
  /** Meanings of the last name, and of the one above it where the last alone says little (`stage.name`). */
  readonly head: readonly string[];
  /** Meanings of the last name alone. */
  readonly own: readonly string[];
  /** How many names stand before those that make the head. */
  readonly before: number;
  /** Meanings further up, the nearest first. */
  readonly above: readonly (readonly string[])[];
  /** What the object calls itself (`type: "lead"`). */
  readonly noun: readonly string[];
};

/** Words that need another one to mean something. */
const GENERIC = words(`
  value label title name text content display string raw new current after to answer response id uuid code key number
  type full option object field custom formatted property international national complete latest description detail plain rich
  reason primary url ref slug sid native address
`);

const EARLIER = words('previous from');

/** Wrappers that say nothing about what they hold. */
const WRAPPERS = words(`
  data payload body object property field custom record result value resource entity detail info response answer raw
  request root model current after new post message notification params hidden item envelope form content list
  additional all variable inputs included relationships embedded nested merge question label event webhook option text
  update change modified state metadata meta context person entry row column tag set array node edge element page json xml
`);

/** Of the name of an object, what says nothing beside another word: `TaskAttributes`. */
const SHELLS = words('property data payload body');

/** Wrappers that have ids of their own. */
const HOLDERS =
  words(`modified person form webhook message notification event question label option request page envelope tag post list
  entry row column item answer response`);
const IDENTIFIERS = words('id uuid key ref number code sid');
const TITLES = words('name title display full');

export function isGeneric(token: string): boolean {
  return GENERIC.has(token);
}

export function namedBy(names: readonly string[], noun: string | null): Named {
  const [own = [], ...steps] = names.map(tokensOf).reverse();
  const last = withoutKindOfValue(own);
  const above = steps.filter(saysSomething);
  const rest = { own, noun: noun === null ? [] : tokensOf(noun) };
  if (!last.every(isGeneric)) return { ...rest, head: last, above, before: names.length - 1 };
  const isId = last.length > 0 && last.every((token) => IDENTIFIERS.has(token));
  const isName = last.length > 0 && last.every((token) => TITLES.has(token));
  const nearest = steps.findIndex((tokens) => saysSomething(tokens) || ((isId || isName) && holds(tokens)));
  const before = Math.max(0, names.length - 2 - nearest);
  const further = steps.slice(nearest + 1).filter(saysSomething);
  const object = (steps[nearest] ?? []).filter((token) => !SHELLS.has(token));
  return { ...rest, head: [...object, ...last], above: nearest < 0 ? above : further, before };
}

function saysSomething(tokens: readonly string[]): boolean {
  return !tokens.every((token) => WRAPPERS.has(token));
}

function holds(tokens: readonly string[]): boolean {
  return tokens.some((token) => HOLDERS.has(token));
}

/** `tagValue` and `propertyValue` say no more than `value`. */
function withoutKindOfValue(tokens: readonly string[]): readonly string[] {
  const [first = '', second] = tokens;
  return tokens.length === 2 && second === 'value' && !EARLIER.has(first) ? ['value'] : tokens;
}
