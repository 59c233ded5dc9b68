const PLAIN_NAME = /^[A-Za-z_]\w*$/;

/** Where in a body a value lies: the expression so far, what follows it, and the names on the way, as they are written. */
export type Place = {
  /** JMESPath; empty for the whole tree. */
  readonly head: string;
  /** What turns projections back into one value, such as ` | [0]`; empty outside of projections. */
  readonly tail: string;
  /** Whether the innermost projection is a filter: a filter right behind it would filter what it gives, not go on in it. */
  readonly filtered: boolean;
  readonly names: readonly string[];
  /** What the object is by its own word (`type: "lead"`), for members that are only called `id`. */
  readonly noun: string | null;
};

export const WHOLE: Place = { head: '', tail: '', filtered: false, names: [], noun: null };

/** A name as JMESPath writes it: in double quotes unless it is a plain word. */
export function quoted(name: string): string {
  return PLAIN_NAME.test(name) ? name : JSON.stringify(name);
}

/** A text or number to compare with; null for what cannot be written within an expression. */
export function literal(value: string | number): string | null {
  if (typeof value === 'number') return `\`${value}\``;
  if (value.length > 120 || /[\\`\p{Cc}]/u.test(value)) return null;
  return `'${value.replaceAll("'", "\\'")}'`;
}

export function pathTo(names: readonly string[]): string {
  return names.map(quoted).join('.');
}

export function memberOf(place: Place, name: string): Place {
  const head = place.head === '' ? quoted(name) : `${place.head}.${quoted(name)}`;
  return { ...place, head, names: [...place.names, ...sectionsOf(name)] };
}

/** `Call.comments` and `deal__stage__name` are ways flattened into one name; a single letter at the end is no part of it. */
function sectionsOf(name: string): readonly string[] {
  const parts = name.split(/\.|__+/).filter((part) => part.length > 1);
  return parts.length > 0 && parts.every((part) => /\p{L}/u.test(part)) ? parts : [name];
}

/** Within the first of the list's elements for which the condition holds; null where that cannot be written. */
export function whereOf(place: Place, condition: string, names: readonly string[]): Place | null {
  const head = `${place.head}[?${condition}]`;
  const there = { ...place, names: [...place.names, ...names] };
  if (place.tail === '') return { ...there, head: `${head} | [0]` };
  return place.filtered ? null : { ...there, head, tail: ` | [0]${place.tail}`, filtered: true };
}

/** Within a list's first element that has the member asked for; null where that cannot be written. */
export function anyOf(place: Place): Place | null {
  return place.filtered ? null : { ...place, head: `${place.head}[*]`, tail: ` | [0]${place.tail}` };
}

/** The first value of a list that is not empty; null where that cannot be written. */
export function usableOf(place: Place): Place | null {
  return place.filtered ? null : { ...place, head: `${place.head}[?@]`, tail: ` | [0]${place.tail}` };
}

/** The second of a pair. */
export function secondOf(place: Place): Place {
  return { ...place, head: `${place.head}[1]` };
}

/** Within a list's element of the latest time. Not within a projection: a list of lists cannot be sorted. */
export function latestOf(place: Place, time: string, condition: string | null, names: readonly string[]): Place | null {
  if (place.tail !== '') return null;
  const filter = condition === null ? time : `${condition} && ${time}`;
  const head = `sort_by(to_array(${place.head || '@'})[?${filter}], &${time})[-1]`;
  return { ...place, head, names: [...place.names, ...names] };
}

export function expressionOf({ head, tail }: Place): string {
  return (head === '' ? '@' : head) + tail;
}
