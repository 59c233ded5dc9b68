import { DomainError } from './domain-error.js';
import { type Span, scanJson } from './json-scan.js';

/** Names that reach an object's prototype in code that copies members carelessly. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** How many lists and objects may lie within each other, and how many values there may be: each list and object, and each comma. */
type Limits = { readonly depth: number; readonly values: number };

/**
 * Reads JSON so that nothing is lost and nothing is armed: objects have no prototype, and a number beyond 2^53 - 1 is
 * kept as its literal text. Of a repeated name the last value counts. Linear in time, constant in stack.
 * @throws DomainError `body_unparseable` for what is not JSON, is beyond the limits or has a member named `__proto__`,
 * `constructor` or `prototype`
 */
export function parseJsonLosslessly(text: string, limits: Limits): unknown {
  const { depth, values, lossy } = scanJson(text);
  if (depth > limits.depth) {
    throw unparseable(`The body is nested more than ${limits.depth} levels deep. Send it flatter.`);
  }
  if (values > limits.values) throw unparseable(`The body has more than ${limits.values} values. Send it in parts.`);
  const value = parse(text);
  return withoutPrototypes(lossy.length === 0 ? value : parse(quoted(text, lossy)));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the body, so it is not kept as a cause.
    throw unparseable('The body is not valid JSON. Send one JSON value, in UTF-8.');
  }
}

/** The text with these numbers turned into strings. The text has to be JSON: else quotes could make it so. */
function quoted(text: string, numbers: readonly Span[]): string {
  let from = 0;
  const parts: string[] = [];
  for (const { start, end } of numbers) {
    parts.push(text.slice(from, start), `"${text.slice(start, end)}"`);
    from = end;
  }
  return parts.join('') + text.slice(from);
}

/** Changes the tree in place. Walks by a list, so that no depth exhausts the stack. */
function withoutPrototypes(root: unknown): unknown {
  const open = [root].filter(isNode);
  for (let node = open.pop(); node; node = open.pop()) {
    if (!Array.isArray(node)) disarm(node);
    for (const child of Object.values(node)) if (isNode(child)) open.push(child);
  }
  return root;
}

function isNode(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** @throws DomainError `body_unparseable` */
function disarm(object: object): void {
  for (const name of Object.keys(object)) {
    if (FORBIDDEN.has(name)) throw unparseable(`A member may not be named ${name}. Rename it.`);
  }
  Object.setPrototypeOf(object, null);
}

function unparseable(sentence: string): DomainError {
  return new DomainError('malformed', 'body_unparseable', sentence);
}
