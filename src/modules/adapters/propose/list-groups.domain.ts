import { isLabelName, isValueName, meaningfulness } from './label-names.domain.js';
import type { Member } from './list-shape.domain.js';
import type { Place } from './place.domain.js';
import * as at from './place.domain.js';
import { tokensOf } from './tokens.domain.js';
import { isNode, isObject, type Tree, without } from './tree.domain.js';
import { words } from './word-list.domain.js';

/** Elements of a list that one condition picks out. */
export type Group = {
  /** What the condition says of them, for the path. */
  readonly names: readonly string[];
  /** JMESPath; null for all elements. */
  readonly condition: string | null;
  readonly members: readonly number[];
};

const MOST_GROUPS = 120;
const HISTORY = words('history log activity change event note comment');
const STATUSES = words('status stage disposition');
const PEOPLE = words('contact client person claimant customer');
const CHANGES = words('change modified');
const SETTINGS = words('id uuid type ref key slug code required order position placeholder hint kind');

/** The elements by their label; by both where a second one tells those apart whose first is the same. */
export function groupsOf(label: Member, second: Member | null): readonly Group[] {
  const labels = second === null ? [[label]] : [[label], [label, second]];
  return labels.flatMap(groupsBy).slice(0, MOST_GROUPS);
}

function groupsBy(labels: readonly Member[]): Group[] {
  const groups = new Map<string, { names: string[]; condition: string; members: number[] }>();
  for (const index of labels[0]?.values.keys() ?? []) {
    const values = labels.map(({ values: given }) => given[index]).filter(isLabel);
    const conditions = labels.map(({ names }, nth) => conditionOf(names, values[nth]));
    if (conditions.includes(null)) continue;
    const condition = conditions.join(' && ');
    const group = groups.get(condition) ?? { names: values.map(String), condition, members: [] };
    group.members.push(index);
    groups.set(condition, group);
  }
  return [...groups.values()];
}

/** Whether a list is made of `{ case_status: 'Signed' }`, `{ case_number: 7 }` and the like, with every name once. */
export function areSingles(list: readonly Tree[]): boolean {
  const names = list.map((element) => Object.keys(element));
  return list.length > 1 && names.every(({ length }) => length === 1) && new Set(names.flat()).size === list.length;
}

/** A label and its value. */
export type Pair = readonly [string, unknown];

/** Whether a list is made of `["status", "Signed"]` and the like, with every label once. */
export function arePairs(list: readonly unknown[]): list is readonly Pair[] {
  const labels = list.map((pair) => (Array.isArray(pair) && pair.length === 2 && !isNode(pair[1]) ? pair[0] : null));
  const texts = labels.filter((label) => typeof label === 'string' && at.literal(label) !== null);
  return texts.length === list.length && new Set(texts).size === list.length && meaningfulness(texts as string[]) > 0;
}

function isLabel(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function conditionOf(names: readonly string[], label: string | number | undefined): string | null {
  const text = label === undefined ? null : at.literal(label);
  return text && `${at.pathTo(names)}==${text}`;
}

/** The member of the latest time, in the order in which the expression sorts: numbers as numbers, texts by their characters. */
export function newest(members: readonly number[], times: readonly unknown[]): number | undefined {
  const timed = members.filter((index) => Boolean(times[index]));
  const timeOf = (index: number): string | number => times[index] as string | number;
  return timed.reduce<number | undefined>(
    (last, index) => (last === undefined || timeOf(index) >= timeOf(last) ? index : last),
    undefined,
  );
}

export function repeats({ values }: Member): boolean {
  return new Set(values).size < values.length;
}

export function isNamedHistory({ names }: Place): boolean {
  const tokens = names.slice(-2).flatMap(tokensOf);
  return tokens.some((token) => HISTORY.has(token));
}

/** Whether the label of the elements is the very status that each has: `statuses: [{ name, date }]`. */
export function areStatuses({ names }: Place, label: Member | null): boolean {
  const tokens = tokensOf(names.at(-1) ?? '');
  return label !== null && isLabelName(label.names.at(-1) ?? '') && tokens.some((token) => STATUSES.has(token));
}

/** The last of the contacts to be entered is not what became of the others. */
export function arePeople({ names }: Place): boolean {
  return tokensOf(names.at(-1) ?? '').some((token) => PEOPLE.has(token));
}

/** A list that only says which questions there are: beside its labels it has ids, types and settings. */
export function isDefinition(list: readonly Tree[], label: Member): boolean {
  if (!isLabelName(label.names.at(-1) ?? '')) return false;
  return list.every((element) => {
    const rest = Object.entries(without(element, label.names) as Tree);
    return rest.length > 1 && rest.every(([name, value]) => !isNode(value) && isSetting(name));
  });
}

/**
 * A labelled element without the labels themselves, since a question is no answer; and of a label beside a value, without
 * the keys and settings that it has too.
 */
export function answerIn(element: Tree, labels: readonly (Member | null)[]): Tree {
  const rest = labels.reduce<Tree>((some, one) => without(some, one?.names ?? []) as Tree, element);
  const [label] = labels;
  const holder = label?.names.length === 2 ? rest[label.names[0] ?? ''] : undefined;
  if (isObject(holder) && Object.keys(holder).every(isSetting))
    return without(rest, label?.names.slice(0, 1) ?? []) as Tree;
  if (!isLabelName(label?.names.at(-1) ?? '') || !Object.keys(rest).some(isValueName)) return rest;
  return Object.fromEntries(Object.entries(rest).filter(([name, value]) => isNode(value) || !isSetting(name)));
}

function isSetting(name: string): boolean {
  return SETTINGS.has(tokensOf(name).at(-1) ?? '');
}

/**
 * The place of the value that is meant in a list of scalars: of one the only, of pairs such as `[3, "Signed"]` the name,
 * of `changes: { status: ["New", "Signed"] }` the later; null where every value may be.
 */
export function meantIn(list: readonly unknown[], { names }: Place): number | null {
  if (list.length === 1) return 0;
  if (list.length !== 2) return null;
  const isNamedId = typeof list[0] === 'number' && typeof list[1] === 'string';
  return isNamedId || names.flatMap(tokensOf).some((token) => CHANGES.has(token)) ? 1 : null;
}
