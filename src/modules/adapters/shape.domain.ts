import { elementPath, memberPath, ROOT_PATH } from './shape-path.domain.js';

type ShapeType = 'text' | 'number' | 'boolean' | 'null' | 'list' | 'object';
/** Somewhere in a body, and what is there: no value. Elements of a list share a path: `leads[].phone`. */
export type ShapeEntry = { readonly path: string; readonly type: ShapeType };

const MOST_ENTRIES = 300;
const LONGEST_PATH = 300;

/** Every path of a body with its types, each once, the outer ones first; the first 300. */
export function shapeOf(tree: unknown): readonly ShapeEntry[] {
  const found = new Map<string, ShapeEntry>();
  let level: readonly Node[] = [{ path: ROOT_PATH, value: tree }];
  while (level.length > 0 && found.size < MOST_ENTRIES) {
    for (const { path, value } of level) note(found, path, value);
    level = level.flatMap(below);
  }
  return [...found.values()];
}

type Node = { readonly path: string; readonly value: unknown };

function note(found: Map<string, ShapeEntry>, path: string, value: unknown): void {
  const type = typeOf(value);
  if (found.size < MOST_ENTRIES && path.length <= LONGEST_PATH) found.set(`${type} ${path}`, { path, type });
}

function below({ path, value }: Node): Node[] {
  if (Array.isArray(value)) return value.map((one: unknown) => ({ path: elementPath(path), value: one }));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([name, one]) => ({ path: memberPath(path, name), value: one }));
}

/** Large integers are kept digit by digit, as `bigint`. */
function typeOf(value: unknown): ShapeType {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return 'object';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'string' ? 'text' : 'number';
}
