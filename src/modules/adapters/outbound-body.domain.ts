import { Meter } from './expression.domain.js';
import type { PlanNode, PlanObject } from './outbound-plan.domain.js';
import { type CompiledRule, type ValueOptions, valueBy } from './outbound-values.domain.js';

export type Layout = { readonly rules: readonly CompiledRule[]; readonly plan: PlanObject };
/** `missing` holds the places of required rules that have no value: the body is not to be sent then. */
export type FilledBody = { readonly tree: object; readonly missing: readonly string[] };

/**
 * The partner's body as a tree, in the order of the rules. A list keeps its elements without holes, and leaves out an
 * element for which no expression has a value: a question without its answer is not asked. Objects and lists with
 * nothing in them are left out.
 */
export function fillBody({ rules, plan }: Layout, source: unknown, options: ValueOptions): FilledBody {
  const meter = new Meter();
  const values = rules.map((rule) => valueBy(rule, source, meter, options));
  const missing = rules.flatMap(({ rule }, at) => (rule.required && values[at] === undefined ? [rule.to] : []));
  return { tree: new Filling(rules, values).object(plan) ?? {}, missing };
}

class Filling {
  constructor(
    private readonly rules: readonly CompiledRule[],
    private readonly values: readonly unknown[],
  ) {}

  object({ members }: PlanObject): object | undefined {
    const filled: [string, unknown][] = [];
    for (const [name, node] of members) {
      const value = this.#node(node);
      if (value !== undefined) filled.push([name, value]);
    }
    return filled.length === 0 ? undefined : Object.assign(Object.create(null), Object.fromEntries(filled));
  }

  #node(node: PlanNode): unknown {
    if (node.kind === 'value') return this.#value(node.rule);
    if (node.kind === 'object') return this.object(node);
    const elements = [...node.elements].sort(([one], [other]) => one - other).map(([, element]) => element);
    const filled = elements.filter((element) => this.#isTold(element)).map((element) => this.#node(element));
    const present = filled.filter((value) => value !== undefined);
    return present.length === 0 ? undefined : present;
  }

  #value(at: number): unknown {
    const value = this.values[at];
    if (value !== undefined) return value;
    return STAND_INS[this.rules[at]?.rule.whenMissing ?? 'omit'];
  }

  /** Whether something inside has a value of its own, or there is nothing but constants. */
  #isTold(element: PlanNode): boolean {
    const own = [...rulesIn(element)].filter((at) => this.rules[at]?.rule.from);
    return own.length === 0 || own.some((at) => this.#value(at) !== undefined);
  }
}

const STAND_INS = { omit: undefined, null: null, empty: '' } as const;

function* rulesIn(node: PlanNode): Generator<number> {
  if (node.kind === 'value') yield node.rule;
  else for (const below of (node.kind === 'object' ? node.members : node.elements).values()) yield* rulesIn(below);
}
