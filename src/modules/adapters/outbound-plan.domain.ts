import type { Issue } from '../../kernel/domain-error.js';
import type { Step } from './outbound-path.domain.js';

/** A body with holes: the rule that fills each place, by its number. */
export type PlanNode =
  | { readonly kind: 'value'; readonly rule: number }
  | { readonly kind: 'object'; readonly members: Map<string, PlanNode> }
  | { readonly kind: 'list'; readonly elements: Map<number, PlanNode> };
export type PlanObject = Extract<PlanNode, { kind: 'object' }>;

/** Puts rules in their places and collects what keeps them from standing together. */
export class Plan {
  readonly root: PlanObject = { kind: 'object', members: new Map() };
  readonly issues: Issue[] = [];

  /** A conflict with an earlier rule becomes an issue at `map[rule].to`. */
  place(rule: number, steps: readonly Step[]): void {
    const message = this.#problemOf(rule, steps);
    if (message) this.issues.push({ path: `map[${rule}].to`, message });
  }

  /** To be called when all rules are placed: lists have no holes. */
  checkLists(): void {
    for (const { node, path } of walk(this.root, '')) {
      if (node.kind !== 'list') continue;
      const missing = Array.from(node.elements.keys(), (_, at) => at).find((at) => !node.elements.has(at));
      const message = `fills ${path} with a hole: it has no element ${missing}; number lists from 0`;
      if (missing !== undefined) this.issues.push({ path: 'map', message });
    }
  }

  #problemOf(rule: number, steps: readonly Step[]): string | null {
    let node: PlanNode = this.root;
    for (const [at, step] of steps.entries()) {
      const below: PlanNode | string = childOf(node, step, newNode(rule, steps[at + 1]));
      if (typeof below === 'string') return below;
      node = below;
    }
    if (node.kind !== 'value') return 'leads to what other rules fill; name one of the places inside';
    return node.rule === rule ? null : `is filled by map[${node.rule}] already`;
  }
}

function newNode(rule: number, next: Step | undefined): PlanNode {
  if (next === undefined) return { kind: 'value', rule };
  return typeof next === 'number' ? { kind: 'list', elements: new Map() } : { kind: 'object', members: new Map() };
}

/** Every node below, with its path for people. */
export function* walk(node: PlanNode, path: string): Generator<{ node: PlanNode; path: string; name: Step | null }> {
  if (node.kind === 'value') return;
  const below: Iterable<[Step, PlanNode]> = node.kind === 'object' ? node.members : node.elements;
  for (const [name, child] of below) {
    const shown = typeof name === 'number' ? `${path}[${name}]` : [path, name].filter(Boolean).join('.');
    yield { node: child, path: shown, name };
    yield* walk(child, shown);
  }
}

/** What is there already, or `fresh` put there; a text when `node` can have no such child. */
function childOf(node: PlanNode, step: Step, fresh: PlanNode): PlanNode | string {
  if (node.kind === 'value') return `leads through the value that map[${node.rule}] fills`;
  if (node.kind === 'object' && typeof step === 'string') return present(node.members, step, fresh);
  if (node.kind === 'list' && typeof step === 'number') return present(node.elements, step, fresh);
  return 'takes for a list what another rule takes for an object, or the other way round';
}

function present<Key>(children: Map<Key, PlanNode>, key: Key, fresh: PlanNode): PlanNode {
  const child = children.get(key) ?? fresh;
  children.set(key, child);
  return child;
}
