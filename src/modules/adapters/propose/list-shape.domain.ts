import { isLabelName, isValueName, labelFit, meaningfulness } from './label-names.domain.js';
import { tokensOf } from './tokens.domain.js';
import { isObject, type Tree } from './tree.domain.js';
import { isDateLike, kindOf, type Scalar } from './value-kind.domain.js';
import { words } from './word-list.domain.js';

/** A member of a list's elements: the names that lead to it, and its value in each. */
export type Member = { readonly names: readonly string[]; readonly values: readonly (Scalar | undefined)[] };

/** What the elements of a list of objects have in common. */
export type ListShape = {
  /** Tells the elements apart by a word for each: a label, a kind, a role. */
  readonly label: Member | null;
  /** Where the label repeats: what tells the elements apart together with it. */
  readonly second: Member | null;
  /** When each happened. */
  readonly time: Member | null;
  /** A boolean that marks the preferred or the current element. */
  readonly flag: Member | null;
};

const MOMENTS = ['changed', 'change', 'modified', 'occurred', 'time', 'at', 'on', 'date', 'created'];
const MOST_LOOKED_AT = 50;
const DEEPEST = 2;
/** Which part of the elements has to have the member. */
const MOST_HAVE_IT = 0.8;
const MANY_HAVE_IT = 0.6;
const FLAGS = words('primary current option active');
const UNNAMED = 0.5;
const SOME_MEAN_SOMETHING = 0.25;

/** `titles` are those that another part of the body has for opaque labels. */
export function listShape(elements: readonly Tree[], titles: ReadonlyMap<string, string>): ListShape {
  const looked = elements.slice(0, MOST_LOOKED_AT);
  const members = membersOf(looked);
  const hasValues = members.some(({ names }) => isValueName(names.at(-1) ?? ''));
  const named = best(members, (member) => labelRank(member, looked.length, hasValues, titles));
  const time = best(members, (member) => momentRank(member, looked.length));
  const isPair = named === null && time === null && members.length === 2;
  const label = isPair ? best(members, (member) => pairRank(member, looked.length)) : named;
  return {
    label,
    second: label && best(members, (member) => secondRank(member, label)),
    time,
    flag: best(members, flagRank),
  };
}

function membersOf(elements: readonly Tree[]): Member[] {
  const found = new Map<string, { names: readonly string[]; values: (Scalar | undefined)[] }>();
  for (const [at, element] of elements.entries()) {
    for (const { names, value } of scalarsIn(element, [])) {
      const key = names.join('\0');
      const member = found.get(key) ?? { names, values: new Array<undefined>(elements.length).fill(undefined) };
      member.values[at] = value;
      found.set(key, member);
    }
  }
  return [...found.values()];
}

function scalarsIn(node: Tree, above: readonly string[]): { names: readonly string[]; value: Scalar }[] {
  return Object.entries(node).flatMap(([name, value]) => {
    const names = [...above, name];
    if (isScalar(value)) return [{ names, value }];
    return isObject(value) && names.length < DEEPEST ? scalarsIn(value, names) : [];
  });
}

function isScalar(value: unknown): value is Scalar {
  return (typeof value === 'string' && value.trim() !== '') || typeof value === 'number' || typeof value === 'boolean';
}

function best(members: readonly Member[], rank: (member: Member) => number): Member | null {
  const ranked = members.map((member) => ({ member, rank: rank(member) })).filter((one) => one.rank > 0);
  return ranked.sort((one, other) => other.rank - one.rank)[0]?.member ?? null;
}

/** A label differs from element to element and is a word that means something, or stands beside a value. */
function labelRank(
  { names, values }: Member,
  count: number,
  hasValues: boolean,
  titles: ReadonlyMap<string, string>,
): number {
  const name = names.at(-1) ?? '';
  const texts = values.filter((value) => typeof value === 'string' || typeof value === 'number');
  const distinct = new Set(texts).size;
  // Of a single element only a label beside a value is taken for one.
  const tellsApart = count === 1 ? hasValues && isLabelName(name) : distinct > 1;
  if (labelFit(name) === 0 || texts.length < count * MOST_HAVE_IT || !tellsApart) return 0;
  const titled = texts.map((text) => titles.get(String(text)) ?? String(text));
  const meaning = meaningfulness(titled);
  const isUsable =
    meaning >= SOME_MEAN_SOMETHING || (hasValues && count > 1 && distinct === count && !arePeople(titled));
  return isUsable ? meaning + labelFit(name) : 0;
}

/** Of two members the one whose texts are words of member names, each once, whatever the two are called: `{ q, a }`. */
function pairRank({ names, values }: Member, count: number): number {
  const texts = values.filter((value) => typeof value === 'string');
  const isLabel = names.length === 1 && count > 1 && new Set(texts).size === count;
  const meaning = isLabel ? meaningfulness(texts) : 0;
  return meaning >= MANY_HAVE_IT ? meaning : 0;
}

/** Names of people tell them apart, but the next body is about others. */
function arePeople(texts: readonly string[]): boolean {
  return texts.filter((text) => kindOf(text, 'US').person > 0.5).length * 2 > texts.length;
}

/** A further label with which no two elements are alike. */
function secondRank({ names, values }: Member, label: Member): number {
  const pairs = label.values.map((value, at) => JSON.stringify([value, values[at]]));
  const distinct = new Set(label.values).size;
  const isNeeded = names !== label.names && distinct < pairs.length && new Set(pairs).size === pairs.length;
  const texts = values.filter((value) => typeof value === 'string');
  return isNeeded && labelFit(names.at(-1) ?? '') > 0 ? meaningfulness(texts) : 0;
}

/** A time by its name, else by its values. */
function momentRank({ names, values }: Member, count: number): number {
  const tokens = tokensOf(names.at(-1) ?? '');
  const rank = MOMENTS.findIndex((word) => tokens.includes(word));
  const given = values.filter((value) => value !== undefined);
  if (given.length < count * MANY_HAVE_IT || names.length > 1) return 0;
  const sameType = new Set(given.map((value) => typeof value)).size === 1;
  const times = given.filter((value) => isSortable(value)).length;
  if (!sameType || times < given.length * MOST_HAVE_IT) return 0;
  return rank < 0 ? UNNAMED : MOMENTS.length - rank;
}

/** Numbers, and texts that begin with the year: others do not sort by their characters. */
function isSortable(value: Scalar): boolean {
  return isDateLike(value) && (typeof value === 'number' || /^\d{4}-\d\d-\d\d|^\d{10,13}$/.test(value.toString()));
}

export function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && /^(?:true|1|yes|y)$/i.test(value));
}

function flagRank({ names, values }: Member): number {
  const given = values.filter((value) => value !== undefined);
  const isFlag = given.every((value) => /^(?:true|false|[01]|yes|no|y|n)$/i.test(String(value))) && given.some(isTrue);
  return isFlag && names.length === 1 && tokensOf(names[0] ?? '').some((token) => FLAGS.has(token)) ? 1 : 0;
}
