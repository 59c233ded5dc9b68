import { DomainError } from './domain-error.js';
import { type Span, scanJson } from './json-scan.js';

/** Names that reach an object's prototype in code that copies members carelessly. */
export const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** How many lists and objects may lie within each other, and how many values there may be: each list and object, and each comma. */
export type JsonLimits = {
  readonly depth: number;
  readonly values: number;
  /** What is beyond is refused as `body_too_large` instead of `body_unparseable`. */
  readonly beyondIsTooLarge?: boolean;
  /** Every number is kept as its literal text, not only one that would lose digits: amounts of money are read that way. */
  readonly literalNumbers?: boolean;
};

/**
 * Reads JSON so that nothing is lost and nothing is armed: objects have no prototype, and a number beyond 2^53 - 1 is
 * kept as its literal text. Of a repeated name the last value counts. Linear in time, constant in stack.
 * A member named `__proto__`, `constructor` or `prototype` is left out and given to `forbidden`, which by default refuses
 * the body.
 * @throws DomainError `body_unparseable` for what is not JSON, is beyond the limits or has such a member
 */
export function parseJsonLosslessly(
  text: string,
  limits: JsonLimits,
  forbidden: (name: string) => void = refuseName,
): unknown {
  const { depth, values, kept } = scanJson(text, limits, limits.literalNumbers ? always : undefined);
  if (depth > limits.depth) {
    throw beyond(limits, `The body is nested more than ${limits.depth} levels deep. Send it flatter.`);
  }
  if (values > limits.values) throw beyond(limits, `The body has more than ${limits.values} values. Send it in parts.`);
  const value = parse(text);
  return withoutPrototypes(kept.length === 0 ? value : parse(quoted(text, kept)), forbidden);
}

function always(): boolean {
  return true;
}

function beyond({ beyondIsTooLarge }: JsonLimits, sentence: string): DomainError {
  return beyondIsTooLarge ? new DomainError('too_large', 'body_too_large', sentence) : unparseable(sentence);
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

/**
 * Takes the prototypes from a tree of JSON values, in place, and the members named like {@link FORBIDDEN_NAMES} with them;
 * `forbidden` hears of each. Walks by a list, so that no depth exhausts the stack.
 */
function withoutPrototypes(root: unknown, forbidden: (name: string) => void): unknown {
  const open = [root].filter(isNode);
  for (let node = open.pop(); node; node = open.pop()) {
    if (!Array.isArray(node)) disarm(node, forbidden);
    for (const child of Object.values(node)) if (isNode(child)) open.push(child);
  }
  return root;
}

function isNode(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function disarm(object: object, forbidden: (name: string) => void): void {
  for (const name of Object.keys(object)) {
    if (!FORBIDDEN_NAMES.has(name)) continue;
    forbidden(name);
    Reflect.deleteProperty(object, name);
  }
  Object.setPrototypeOf(object, null);
}

/** @throws DomainError `body_unparseable` */
function refuseName(name: string): never {
  throw unparseable(`A member may not be named ${name}. Rename it.`);
}

function unparseable(sentence: string): DomainError {
  return new DomainError('malformed', 'body_unparseable', sentence);
}
