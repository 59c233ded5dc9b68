import { FORBIDDEN_NAMES } from '../../kernel/json.js';
import { DEEPEST, refuseMoreValues } from './decoded-tree.domain.js';

/** A field's name as PHP writes nested ones: `deal[fields][0][key]`. */
const BRACKETED = /^([^[\]]+)((?:\[[^[\]]*\])+)$/;
/** Longer ones are nobody's nested name; taking a mebibyte of brackets apart is slow. */
const LONGEST_NAME = 1_000;

type Branch = Map<string, Branch | string[]>;

/**
 * Form fields as a tree: names in brackets nest, of a repeated name there is a list, members 0, 1, 2 … make a list, and
 * `name[]` appends to one. A name that leads below a value (`a=1&a[b]=2`) or nests too deep stays one name, brackets and
 * all; a value beside members of the same name (`a[b]=2&a=1`) becomes their member without a name. `forbidden` hears of
 * names that reach a prototype; their values are left out.
 * @throws DomainError `body_too_large` as soon as there are more values than a body may have
 */
export function formTree(fields: Iterable<readonly [string, string]>, forbidden: (name: string) => void): unknown {
  const root: Branch = new Map();
  let values = 1;
  for (const [name, value] of fields) {
    const path = pathOf(name);
    const bad = path.find((one) => FORBIDDEN_NAMES.has(one));
    if (bad === undefined) values += put(root, path, value) || put(root, [name], value);
    else forbidden(bad);
    refuseMoreValues(values);
  }
  return objectOf(root);
}

function pathOf(name: string): readonly string[] {
  const [, first, brackets] = (name.length <= LONGEST_NAME && BRACKETED.exec(name)) || [];
  if (first === undefined || brackets === undefined) return [name];
  const path = [first, ...brackets.slice(1, -1).split('][')];
  return path.length <= DEEPEST ? path : [name];
}

/** @returns how many values that made, branches counted; 0 when it has no place there, which is below a value */
function put(root: Branch, path: readonly string[], value: string): number {
  let branch = root;
  let made = 1;
  for (const given of path.slice(0, -1)) {
    const name = memberOf(branch, given);
    const next = branch.get(name) ?? new Map();
    if (Array.isArray(next)) return 0;
    if (next.size === 0) made += 1;
    branch.set(name, next);
    branch = next;
  }
  add(branch, memberOf(branch, path.at(-1) ?? '', branch !== root), value);
  return made;
}

function add(branch: Branch, name: string, value: string): void {
  const known = branch.get(name);
  if (!known) branch.set(name, [value]);
  else if (Array.isArray(known)) known.push(value);
  else add(known, '', value);
}

/** `[]` means the next place. */
function memberOf(branch: Branch, name: string, nested = true): string {
  return name === '' && nested ? String(branch.size) : name;
}

function objectOf(branch: Branch): unknown {
  const tree: Record<string, unknown> = Object.create(null);
  for (const [name, value] of branch) tree[name] = Array.isArray(value) ? oneOrAll(value) : treeOf(value);
  return tree;
}

function oneOrAll(values: readonly string[]): unknown {
  return values.length === 1 ? values[0] : values;
}

function treeOf(branch: Branch): unknown {
  const places = Array.from(branch.keys(), (_, place) => String(place));
  const isList = places.every((place) => branch.has(place));
  if (!isList) return objectOf(branch);
  return places.map((place) => {
    const value = branch.get(place) ?? [];
    return Array.isArray(value) ? oneOrAll(value) : treeOf(value);
  });
}
