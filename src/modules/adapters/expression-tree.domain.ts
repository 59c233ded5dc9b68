import type { compile } from '@jmespath-community/jmespath';

/** A node of the library's syntax tree. */
export type Node = ReturnType<typeof compile>;

/** How many nodes there are, without those that the parser adds by itself. */
export function sizeOf(node: Node): number {
  const own = node.type === 'Identity' ? 0 : 1;
  return childrenOf(node).reduce((sum, child) => sum + sizeOf(child), own);
}

/** The nodes right below. What a literal holds is data, though it may look like a node. */
export function childrenOf(node: Node): readonly Node[] {
  return node.type === 'Literal' ? [] : Object.values(node).flat().filter(isNode);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
