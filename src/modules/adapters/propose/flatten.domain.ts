import { isOpaque, isValueName } from './label-names.domain.js';
import {
  answerIn,
  arePairs,
  arePeople,
  areSingles,
  areStatuses,
  groupsOf,
  isDefinition,
  isNamedHistory,
  meantIn,
  newest,
  type Pair,
  repeats,
} from './list-groups.domain.js';
import { isTrue, type ListShape, listShape, type Member } from './list-shape.domain.js';
import type { Place } from './place.domain.js';
import * as at from './place.domain.js';
import { type SelfLabel, selfLabelOf } from './self-label.domain.js';
import { tokensOf } from './tokens.domain.js';
import { isNode, isObject, type Tree, without } from './tree.domain.js';
import type { Scalar } from './value-kind.domain.js';

/** A value of a body and how an adapter reaches it. */
export type Found = {
  readonly expression: string;
  readonly names: readonly string[];
  readonly noun: string | null;
  /** The expression of the object that holds it: values of one object belong together. */
  readonly owner: string;
  readonly value: Scalar;
  readonly route: Route;
};

/**
 * The way to a value: by names alone; by the label of a list's element; by the mark of the preferred one; the latest of
 * a list; the first of a list; any of a list whose elements differ; all of a list in one text; or only while a label
 * beside it says what it is.
 */
export type Route = 'plain' | 'labelled' | 'flagged' | 'latest' | 'first' | 'any' | 'joined' | 'guarded';

type Titles = ReadonlyMap<string, string>;

const MOST_FOUND = 2_500;
const MOST_PAIRS = 120;
const DEEPEST = 12;
const NOUNS = [
  'role',
  'relationship',
  'type',
  'object',
  'entity',
  'resource',
  '@type',
  'objectType',
  'resourceType',
  'module',
];
const LONGEST_NOUN = 40;

type Walked = Generator<Found, void, void>;

/**
 * Everything that an adapter could read out of one update, in the order of the body; the first 2,500 values. One by one,
 * so that whoever asks for them can do something else in between.
 */
export function flatten(tree: unknown, from: Place, titles: Titles): Iterable<Found> {
  return new Walk(titles).visit(tree, from, 'plain', 0);
}

class Walk {
  #found = 0;

  constructor(private readonly titles: Titles) {}

  /** `place` is null where no expression leads. */
  *visit(node: unknown, place: Place | null, route: Route, depth: number): Walked {
    if (place === null || this.#found >= MOST_FOUND || depth > DEEPEST) return;
    if (Array.isArray(node)) yield* this.#list(node, place, route, depth);
    else if (isObject(node)) yield* this.#object(node, place, route, depth);
  }

  *#add(place: Place | null, owner: Place, value: unknown, route: Route): Walked {
    if (place === null || !isUsable(value) || this.#found >= MOST_FOUND) return;
    const { names, noun } = place;
    this.#found += 1;
    yield { expression: at.expressionOf(place), names, noun, owner: at.expressionOf(owner), value, route };
  }

  *#object(node: Tree, place: Place, route: Route, depth: number): Walked {
    const here: Place = { ...place, noun: nounOf(node) };
    const label = selfLabelOf(node, place.names, this.titles);
    for (const [name, value] of Object.entries(label === null ? node : withoutWording(node))) {
      const member = this.#titled(at.memberOf(here, name), name);
      if (label === null || name === label.name || !isValueName(name)) {
        yield* this.#member(value, member, here, route, depth);
        continue;
      }
      yield* this.#member(value, { ...member, names: [...place.names, label.text, name] }, here, route, depth);
      if (label.guards) yield* this.#guarded(value, here, label, name);
    }
  }

  /** Forms name members by opaque keys, and say elsewhere what they ask for. */
  #titled(place: Place, name: string): Place {
    const title = isOpaque(name) ? this.titles.get(name) : undefined;
    return title === undefined ? place : { ...place, names: [...place.names.slice(0, -1), title] };
  }

  *#member(value: unknown, place: Place, owner: Place, route: Route, depth: number): Walked {
    if (isNode(value)) yield* this.visit(value, place, route, depth + 1);
    else yield* this.#add(place, owner, value, route);
  }

  /** For bodies that name what changed: the value counts only while the label says the same as here. */
  *#guarded(value: unknown, here: Place, label: SelfLabel, name: string): Walked {
    const raw = at.literal(label.raw);
    if (raw === null || here.tail !== '') return;
    const list: Place = { ...here, head: `to_array(${here.head || '@'})` };
    const inside = at.whereOf(list, `${at.quoted(label.name)}==${raw}`, [label.text]);
    yield* this.#add(inside && at.memberOf(inside, name), here, value, 'guarded');
  }

  *#list(list: readonly unknown[], place: Place, route: Route, depth: number): Walked {
    const objects = list.filter(isObject);
    if (objects.length > 0 && objects.length === list.length)
      yield* areSingles(objects) ? this.#singles(objects, place, depth) : this.#objects(objects, place, route, depth);
    else if (arePairs(list)) yield* this.#pairs(list, place);
    else if (!list.some(isNode)) yield* this.#scalars(list, place, route);
  }

  *#pairs(pairs: readonly Pair[], place: Place): Walked {
    for (const [label, value] of pairs.slice(0, MOST_PAIRS)) {
      const inside = at.whereOf(place, `[0]==${at.literal(label)}`, [this.titles.get(label) ?? label]);
      yield* this.#add(inside && at.secondOf(inside), place, value, 'labelled');
    }
  }

  *#scalars(list: readonly unknown[], place: Place, route: Route): Walked {
    // As `[?@]` has it: what is empty or false is left out.
    const scalars = list.filter((value) => value !== null && value !== '' && value !== false);
    const [first] = scalars;
    const meant = meantIn(list, place);
    if (meant !== null) {
      yield* this.#add({ ...place, head: `${place.head}[${meant}]` }, place, list[meant], route);
      return;
    }
    yield* this.#add(at.usableOf(place), place, first, 'first');
    if (place.tail !== '' || !scalars.every((value) => typeof value === 'string')) return;
    yield* this.#add({ ...place, head: `join('; ', ${place.head}[?@])` }, place, scalars.join('; '), 'joined');
  }

  *#objects(list: readonly Tree[], place: Place, route: Route, depth: number): Walked {
    const shape = listShape(list, this.titles);
    const { time, flag } = shape;
    const label = time !== null && areStatuses(place, shape.label) ? null : shape.label;
    if (flag !== null) yield* this.#flagged(list, flag, place, depth);
    if (time !== null && !arePeople(place) && (label === null || repeats(label) || isNamedHistory(place))) {
      yield* this.#latest(list, label, time, place, depth);
    } else if (label === null || !isDefinition(list, label)) {
      yield* this.#labelled(list, shape, place, depth);
      yield* this.#first(list, label, place, route, depth);
    }
  }

  /** A record whose every member is an object of its own in a list. */
  *#singles(list: readonly Tree[], place: Place, depth: number): Walked {
    for (const element of list) yield* this.visit(element, at.anyOf(place), 'first', depth + 1);
  }

  *#first(list: readonly Tree[], label: Member | null, place: Place, route: Route, depth: number): Walked {
    const isOnly = list.length === 1;
    const inside = isOnly && place.tail === '' ? { ...place, head: `${place.head}[0]` } : at.anyOf(place);
    const way = isOnly ? route : 'first';
    yield* this.visit(without(list[0], label?.names ?? []), inside, label === null ? way : 'any', depth + 1);
  }

  *#flagged(list: readonly Tree[], flag: Member, place: Place, depth: number): Walked {
    const [name = ''] = flag.names;
    const marked = list.find((element) => isTrue(element[name]));
    const condition = typeof marked?.[name] === 'string' ? `${at.quoted(name)}=='${marked[name]}'` : at.quoted(name);
    const names = [...place.names.slice(0, -1), `${flagWord(name)} ${place.names.at(-1) ?? ''}`];
    yield* this.visit(marked, at.whereOf({ ...place, names }, condition, []), 'flagged', depth + 1);
  }

  *#labelled(list: readonly Tree[], { label, second }: ListShape, place: Place, depth: number): Walked {
    const groups = label === null ? [] : groupsOf(label, second);
    for (const { names, condition, members } of groups) {
      // The title that another part of the body has for an opaque label.
      const titled = names.map((name) => this.titles.get(name) ?? name);
      yield* this.visit(
        answerIn(list[members[0] ?? 0] ?? {}, [label, second]),
        at.whereOf(place, condition ?? '', titled),
        'labelled',
        depth + 1,
      );
    }
  }

  *#latest(list: readonly Tree[], label: Member | null, time: Member, place: Place, depth: number): Walked {
    const all = { names: [], condition: null, members: [...list.keys()] };
    const groups = label === null ? [all] : groupsOf(label, null);
    for (const { names, condition, members } of groups) {
      const latest = newest(members, time.values);
      const inside = at.latestOf(place, at.pathTo(time.names), condition, names);
      if (latest === undefined) continue;
      yield* this.visit(without(list[latest], label?.names ?? []), inside, 'latest', depth + 1);
    }
  }
}

function isUsable(value: unknown): value is Scalar {
  return (typeof value === 'string' && value.trim() !== '') || typeof value === 'number' || typeof value === 'boolean';
}

/** The wording of a question stands beside its answer: `{ name, text, answer }`. */
function withoutWording(node: Tree): Tree {
  return 'answer' in node || 'response' in node ? (without(node, ['text']) as Tree) : node;
}

/** What an object is by its own word. */
function nounOf(node: Tree): string | null {
  const own = NOUNS.map((name) => node[name]);
  return own.find((value): value is string => typeof value === 'string' && value.length <= LONGEST_NOUN) ?? null;
}

function flagWord(name: string): string {
  return tokensOf(name).includes('primary') ? 'primary' : 'current';
}
