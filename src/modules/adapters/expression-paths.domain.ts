import { parseExpression } from './expression-syntax.domain.js';
import { childrenOf, type Node } from './expression-tree.domain.js';
import { elementPath, memberPath, ROOT_PATH } from './shape-path.domain.js';

/** What an expression sees. */
type Value = {
  readonly path: string;
  /** Each of several values, as a projection gives them. */
  readonly each: boolean;
  /** In place of a path's own members: what the names at the top stand for. */
  readonly names?: ReadonlyMap<string, Value>;
};
/** Null: what no path leads to. */
type Seen = Value | null;

const BODY: Value = { path: ROOT_PATH, each: false };

/** The paths of a body that an expression reads, spelled as a shape spells them. */
export function pathsIn(text: string): readonly string[] {
  return Reader.read(text, BODY).paths;
}

/** As `pathsIn`, for expressions that see `{ item, body }` for each element of what `forEach` gives. */
export function itemPathsIn(text: string, forEach: string): readonly string[] {
  const names = new Map([['body', BODY]]);
  const item = elementsOf(Reader.read(forEach, BODY).value);
  if (item) names.set('item', item);
  return Reader.read(text, { ...BODY, names }).paths;
}

class Reader {
  readonly #paths = new Set<string>();

  static read(text: string, seen: Seen): { readonly paths: readonly string[]; readonly value: Seen } {
    const parsed = parseExpression(text);
    if ('refusal' in parsed) return { paths: [], value: null };
    const reader = new Reader();
    const value = reader.#walk(parsed.node, seen);
    reader.#use(value);
    return { paths: [...reader.#paths], value };
  }

  #walk(node: Node, here: Seen): Seen {
    switch (node.type) {
      case 'Field':
        return here && memberOf(here, node.name);
      case 'Current':
      case 'Identity':
        return here;
      case 'Subexpression':
      case 'Pipe':
        return this.#walk(node.right, this.#walk(node.left, here));
      case 'IndexExpression':
        return this.#indexed(this.#walk(node.left, here), node.right.type === 'Slice');
      case 'Flatten':
        return this.#flattened(this.#walk(node.child, here));
      case 'Projection':
        return projected(this.#walk(node.right, elementsOf(this.#walk(node.left, here))));
      case 'FilterProjection':
        return this.#filtered(node, elementsOf(this.#walk(node.left, here)));
      case 'Function':
        return this.#called(node, here);
      default:
        return this.#used(childrenOf(node), here);
    }
  }

  #indexed(list: Seen, isSlice: boolean): Seen {
    return isSlice ? list : elementsOf(list);
  }

  /** The list whose elements are the elements of the list; of lists in a list nobody can tell. */
  #flattened(list: Seen): Seen {
    if (!list?.each) return list;
    this.#use(list);
    return null;
  }

  #filtered(node: Extract<Node, { type: 'FilterProjection' }>, element: Seen): Seen {
    this.#use(this.#walk(node.condition, element));
    return projected(this.#walk(node.right, element));
  }

  /** A sorted list is a list of the same; of any other function the result is in no body. */
  #called({ name, children }: Extract<Node, { type: 'Function' }>, here: Seen): Seen {
    const [list, key] = children;
    if (name !== 'sort_by' || !list || key?.type !== 'ExpressionReference') return this.#used(children, here);
    const sorted = this.#walk(list, here);
    this.#use(this.#walk(key.child, elementsOf(sorted)));
    return sorted;
  }

  #used(nodes: readonly Node[], here: Seen): null {
    for (const node of nodes) this.#use(this.#walk(node, here));
    return null;
  }

  #use(value: Seen): void {
    if (value && value.path !== ROOT_PATH) this.#paths.add(value.path);
  }
}

function memberOf({ path, names }: Value, name: string): Seen {
  return names ? (names.get(name) ?? null) : { path: memberPath(path, name), each: false };
}

function elementsOf(list: Seen): Seen {
  if (!list || list.each) return list && { path: list.path, each: false };
  return { path: elementPath(list.path), each: false };
}

function projected(value: Seen): Seen {
  return value && { path: value.path, each: true };
}
