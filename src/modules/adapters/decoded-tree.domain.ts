import { DomainError } from '../../kernel/domain-error.js';
import { FORBIDDEN_NAMES } from '../../kernel/json.js';

/** What the body of an update may be at most, whatever it was encoded as. Expressions are as slow as their body is large. */
export const DEEPEST = 32;
const LONGEST_LIST = 500;
export const MOST_NODES = 20_000;

/**
 * Makes a decoded body safe to evaluate expressions on, in place: no object has a prototype, or a member that reaches
 * one; `forbidden` hears of each that is left out. Walks by levels, so that no depth exhausts the stack.
 * @throws DomainError `body_too_large` beyond 32 levels, 500 elements in a list or 20,000 values
 */
export function guardTree(root: unknown, forbidden: (name: string) => void): unknown {
  let level = isNode(root) ? [root] : [];
  let nodes = 1;
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > DEEPEST) throw tooLarge(`is nested more than ${DEEPEST} levels deep`);
    const below: object[] = [];
    for (const node of level) nodes += guardNode(node, below, forbidden);
    refuseMoreValues(nodes);
    level = below;
  }
  return root;
}

/** @throws DomainError `body_too_large` for more values than a body may have */
export function refuseMoreValues(values: number): void {
  if (values > MOST_NODES) throw tooLarge(`has more than ${MOST_NODES} values`);
}

/** Adds the nodes right below to `below`. @returns how many values there are below */
function guardNode(node: object, below: object[], forbidden: (name: string) => void): number {
  if (Array.isArray(node)) {
    if (node.length > LONGEST_LIST) throw tooLarge(`has a list of more than ${LONGEST_LIST} elements`);
  } else disarm(node, forbidden);
  const values = Object.values(node);
  for (const value of values) if (isNode(value)) below.push(value);
  return values.length;
}

function disarm(object: object, forbidden: (name: string) => void): void {
  if (Object.getPrototypeOf(object) === null) return;
  for (const name of FORBIDDEN_NAMES) {
    if (!Object.hasOwn(object, name)) continue;
    forbidden(name);
    Reflect.deleteProperty(object, name);
  }
  Object.setPrototypeOf(object, null);
}

function isNode(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function tooLarge(what: string): DomainError {
  return new DomainError('too_large', 'body_too_large', `The body ${what}. Send less at once.`);
}
