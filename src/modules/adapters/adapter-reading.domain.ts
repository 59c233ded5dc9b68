import { DomainError } from '../../kernel/domain-error.js';
import type { ReadingDefaults } from './cleaners.domain.js';
import type { CompiledAdapter } from './compiled-adapter.domain.js';
import { type Expression, evaluate, Meter } from './expression.domain.js';
import { TARGETS, type Target } from './inbound-adapter.domain.js';
import { type TraceStep, use, type Warning } from './reading.domain.js';
import { isScalar, soleOf } from './scalars.domain.js';

const MOST_UPDATES = 500;

/** One update as an adapter reads it. When it is `ignored`, for that reason, it has no fields. */
export type AdaptedUpdate = {
  readonly ignored: string | null;
  readonly fields: Readonly<Record<Target, string | null>>;
  readonly trace: readonly TraceStep[];
  readonly warnings: readonly Warning[];
};

const NO_FIELDS = Object.freeze(Object.fromEntries(TARGETS.map((target) => [target, null]))) as AdaptedUpdate['fields'];

/**
 * Reads a decoded body: one update, or one for each element of `forEach`; where that gives none, one update without an
 * item, which then lacks its status instead of vanishing. `defaults` are the partner's; the adapter's own win. Same body,
 * same result.
 * @throws DomainError `body_too_large` for more than 500 updates, or when all expressions together take too many steps
 */
export function readWith(
  compiled: CompiledAdapter,
  tree: unknown,
  defaults: ReadingDefaults,
): readonly AdaptedUpdate[] {
  const reader = new Reader(compiled, { ...defaults, ...compiled.document.defaults });
  return compiled.forEach ? reader.each(compiled.forEach, tree) : [reader.one(tree, [])];
}

class Reader {
  readonly #meter = new Meter();

  constructor(
    private readonly adapter: CompiledAdapter,
    private readonly defaults: ReadingDefaults,
  ) {}

  each(forEach: Expression, body: unknown): AdaptedUpdate[] {
    const { value, warnings } = this.#value('decode.forEach', forEach, body);
    const items = Array.isArray(value) ? value : [value];
    if (items.length > MOST_UPDATES) throw tooLarge(`holds more than ${MOST_UPDATES} updates`);
    if (items.length === 0) items.push(null);
    const empty = { code: 'no_items', message: 'decode.forEach finds no updates in the body.' };
    return items.map((item) => this.one({ item, body }, item === null ? [...warnings, empty] : warnings));
  }

  one(seen: unknown, before: readonly Warning[]): AdaptedUpdate {
    const warnings = [...before];
    const ignored = this.#ignored(seen, warnings);
    if (ignored !== null) return { ignored, fields: NO_FIELDS, trace: [], warnings };
    const fields: Record<Target, string | null> = { ...NO_FIELDS };
    const trace: TraceStep[] = [];
    for (const { field, expressions } of this.adapter.map) {
      const step = this.#first(field, expressions, seen, warnings);
      if (!step) continue;
      fields[field] = step.value;
      trace.push(step);
    }
    return { ignored, fields, trace, warnings };
  }

  #ignored(seen: unknown, warnings: Warning[]): string | null {
    const rule = this.adapter.when.find(({ ignoreIf }, at) => {
      const read = this.#value(`when[${at}]`, ignoreIf, seen);
      warnings.push(...read.warnings);
      return read.value === true;
    });
    return rule?.reason ?? null;
  }

  /** The first value that the field can use. */
  #first(field: Target, expressions: readonly Expression[], seen: unknown, warnings: Warning[]): TraceStep | undefined {
    for (const expression of expressions) {
      const read = this.#value(field, expression, seen);
      warnings.push(...read.warnings);
      const given = soleOf(read.value);
      if (!isScalar(given)) continue;
      const used = use(field, given, this.defaults);
      warnings.push(...used.warnings);
      if (used.value !== null) return { field, from: expression.text, value: used.value };
    }
    return undefined;
  }

  #value(place: string, expression: Expression, seen: unknown): { value: unknown; warnings: readonly Warning[] } {
    const { value, failure } = evaluate(expression, seen, this.#meter);
    if (this.#meter.exhausted) throw tooLarge('takes too many steps to read with this adapter');
    if (failure === undefined) return { value, warnings: NONE };
    const message = `${place} has no value: ${expression.text} ${failure}.`;
    return { value: null, warnings: [{ code: 'expression_failed', message }] };
  }
}

const NONE: readonly Warning[] = [];

function tooLarge(what: string): DomainError {
  return new DomainError('too_large', 'body_too_large', `The body ${what}. Send less at once.`);
}
