import { isKindOfNumber, isValueName, labelFit } from './label-names.domain.js';
import { tokensOf } from './tokens.domain.js';
import { isNode, isObject, type Tree, without } from './tree.domain.js';
import { words } from './word-list.domain.js';

/** One update within a body, as an adapter's expressions see it; `shared` is the body without the list of updates. */
export type Unit = { readonly item: unknown; readonly shared: unknown };

type List = { readonly names: readonly string[]; readonly elements: readonly Tree[]; readonly holder: Tree };

const MOST_UNITS = 25;
const DEEPEST_LIST = 4;
const MOST_EMBEDDED = 8;
const RECORD_DEPTH = 3;

const STATUS = words('status stage disposition outcome state');
/** What an event is called is a status where the event says whose it is. */
const EVENT = words('event');
const IDENTITY = words('id uuid email phone mobile number ref first last');
const RECORD = words('lead contact case matter deal opportunity client intake submission email phone mobile');
const BATCHES = words(`
  data payload record result item value lead case matter opportunity deal intake claim submission referral entry object
  event notification modified row update body
`);
const PARTS = words(`
  history log activity change note comment previous question field answer signer party document file
  task call`);

/** Dot paths of the texts that hold JSON objects, or lists with some; `@` for the whole body. */
export function embeddedJson(tree: unknown): readonly string[] {
  return holdsObjects(tree) ? ['@'] : embeddedBelow(tree, []).slice(0, MOST_EMBEDDED);
}

function embeddedBelow(node: unknown, names: readonly string[]): string[] {
  if (names.length > DEEPEST_LIST) return [];
  // Paths go through every element of a list; the first shows what they are.
  if (Array.isArray(node)) return embeddedBelow(node[0], names);
  return Object.entries(isObject(node) ? node : {}).flatMap(([name, child]) => {
    const path = [...names, name];
    return holdsObjects(child) ? [path.join('.')] : embeddedBelow(child, path);
  });
}

function holdsObjects(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return false;
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) ? parsed.some(isObject) : isObject(parsed);
  } catch {
    return false;
  }
}

/** The names that lead to the list whose elements are updates of their own; none for the whole body. */
export type Batch = readonly string[];

/** The batch in a body; null when the body is one update, as it is when it has a status beside the list. */
export function batchIn(tree: unknown): Batch | null {
  if (Array.isArray(tree)) return tree.length > 0 && tree.every(isObject) ? [] : null;
  const lists = listsIn(tree, []).filter(isBatch);
  const [first] = lists.sort((one, other) => one.names.length - other.names.length);
  return first === undefined || hasStatus(without(tree, first.names), 0) ? null : first.names;
}

function hasStatus(node: unknown, depth: number, isStatus = false): boolean {
  if (!isObject(node)) return isStatus && isStatusText(node);
  if (depth > RECORD_DEPTH) return false;
  return Object.entries(node).some(([name, value]) =>
    hasStatus(value, depth + 1, isStatus || tokensOf(name).some((token) => STATUS.has(token))),
  );
}

/** What envelopes say of the call itself is nobody's status. */
function isStatusText(value: unknown): boolean {
  return typeof value === 'string' && /\p{L}/u.test(value) && !/^(?:ok|success|true|false|error)$/i.test(value);
}

/** The updates of a body, given the way to their list; at most 25, since more of the same format say nothing new. */
export function unitsOf(tree: unknown, batch: Batch | null): readonly Unit[] {
  if (batch === null) return [{ item: tree, shared: null }];
  const items = batch.reduce<unknown>((node, name) => (isObject(node) ? node[name] : undefined), tree);
  const shared = batch.length === 0 ? null : without(tree, batch);
  // Of XML a list with one element is that element.
  const list = isObject(items) ? [items] : items;
  return (Array.isArray(list) ? list : []).slice(0, MOST_UNITS).map((item: unknown) => ({ item, shared }));
}

function listsIn(node: unknown, names: readonly string[]): List[] {
  if (!isObject(node) || names.length >= DEEPEST_LIST) return [];
  return Object.entries(node).flatMap(([name, child]) => {
    const path = [...names, name];
    if (!Array.isArray(child)) return listsIn(child, path);
    return child.length > 0 && child.every(isObject) ? [{ names: path, elements: child, holder: node }] : [];
  });
}

/** Records with a status and something that tells whose it is; not the history of one record, not its parts. */
function isBatch({ names, elements, holder }: List): boolean {
  const tokens = tokensOf(names.at(-1) ?? '');
  if (tokens.some((token) => PARTS.has(token))) return false;
  if (elements.length === 1 && isRecordAround(names, holder)) return false;
  return elements.slice(0, MOST_UNITS).every(isRecord);
}

/** One contact beside an id is a part of that record; one lead in a list is a batch of one. */
function isRecordAround(names: readonly string[], holder: Tree): boolean {
  if (names.flatMap(tokensOf).some((token) => BATCHES.has(token))) return false;
  return Object.entries(holder).some(([name, value]) => !isNode(value) && tokensOf(name).at(-1) === 'id');
}

function isRecord(element: Tree): boolean {
  const names = Object.keys(element);
  const hasValue = names.some((name) => isValueName(name) && !isKindOfNumber(name));
  if (hasValue && names.some((name) => labelFit(name) > 0) && names.length <= 6) return false;
  const tokens = new Set(scalarNames(element, 0).flatMap(tokensOf));
  const has = (wanted: ReadonlySet<string>): boolean => [...wanted].some((token) => tokens.has(token));
  return (has(STATUS) && has(IDENTITY)) || (has(EVENT) && has(RECORD));
}

function scalarNames(node: Tree, depth: number): string[] {
  return Object.entries(node).flatMap(([name, value]) => {
    if (isObject(value)) return depth < RECORD_DEPTH ? [name, ...scalarNames(value, depth + 1)] : [];
    return isNode(value) ? [] : [name];
  });
}
