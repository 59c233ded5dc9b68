export type Tree = Readonly<Record<string, unknown>>;

/** A list or an object. */
export function isNode(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

export function isObject(value: unknown): value is Tree {
  return isNode(value) && !Array.isArray(value);
}

/** The tree without the member that the names lead to. */
export function without(tree: unknown, names: readonly string[]): unknown {
  const [name, ...rest] = names;
  if (name === undefined || !isObject(tree)) return tree;
  const { [name]: inner, ...others } = tree;
  return rest.length > 0 && isObject(inner) ? { ...others, [name]: without(inner, rest) } : others;
}
