import { readerOf } from './expression-nodes.domain.js';
import { parseExpression } from './expression-syntax.domain.js';
import { ExpressionFailure, Meter } from './expression-values.domain.js';

export { Meter } from './expression-values.domain.js';

/** A checked JMESPath expression, ready to be evaluated any number of times. Made by {@link compileExpression} only. */
export type Expression = {
  readonly text: string;
  /** @throws ExpressionFailure */
  readonly read: (tree: unknown, meter: Meter) => unknown;
};

/** The expression; or why it is not taken, and at which character (from 0). */
export type CompiledExpression =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly reason: string; readonly position: number };

/** `value` is null when there is none; `failure` says why, when that is not the body's plain lack of it. */
export type Evaluated = { readonly value: unknown; readonly failure?: string };

/**
 * Checks and compiles one expression: at most 300 characters, 60 parts and 16 nested brackets; the functions of
 * {@link FUNCTIONS} and `sort_by`; no `$`, variables, arithmetic, objects in braces, lists behind a pipe.
 */
export function compileExpression(text: string): CompiledExpression {
  const parsed = parseExpression(text);
  if ('refusal' in parsed) return { ok: false, ...parsed.refusal };
  return { ok: true, expression: { text, read: readerOf(parsed.node) } };
}

/**
 * What the expression is worth on a decoded body. Never throws: an expression that fails has no value. Give one meter
 * to all expressions on one body, so that together they stay within bounds, too.
 */
export function evaluate({ read }: Expression, tree: unknown, meter: Meter = new Meter()): Evaluated {
  meter.begin();
  try {
    return { value: read(tree, meter) ?? null };
  } catch (error) {
    if (error instanceof ExpressionFailure) return { value: null, failure: error.message };
    throw error;
  }
}
