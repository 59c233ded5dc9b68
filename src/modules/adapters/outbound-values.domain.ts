import { writePhone } from '../../kernel/phone-styles.js';
import { type Expression, evaluate, type Meter } from './expression.domain.js';
import type { OutboundRule, ValueFormat } from './outbound-adapter.domain.js';
import { writeMoment } from './outbound-moments.domain.js';
import { isScalar, soleOf } from './scalars.domain.js';

export type CompiledRule = {
  readonly rule: OutboundRule;
  readonly expressions: readonly Expression[];
  /** The place holds one text or number: an attribute or the text of an XML element. */
  readonly scalarOnly: boolean;
};
export type ValueOptions = { readonly phoneRegion: string };

/** The rule's value on this tree; undefined when it has none. Lists and objects count, empty ones do not. */
export function valueBy(
  { rule, expressions, scalarOnly }: CompiledRule,
  tree: unknown,
  meter: Meter,
  options: ValueOptions,
): unknown {
  if (rule.value !== undefined) return rule.value;
  for (const expression of expressions) {
    const value = used(rule, evaluate(expression, tree, meter).value, options);
    if (value !== undefined && !(scalarOnly && typeof value === 'object')) return value;
  }
  return undefined;
}

function used({ lookup, format }: OutboundRule, given: unknown, { phoneRegion }: ValueOptions): unknown {
  if (!lookup && !format) return isNothing(given) ? undefined : given;
  const scalar = soleOf(given);
  if (!isScalar(scalar)) return undefined;
  const text = String(scalar);
  return lookup ? ownMember(lookup, text) : formatted(text.trim(), format, phoneRegion);
}

function ownMember(lookup: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(lookup, name) ? lookup[name] : undefined;
}

/** False and zero are values. */
function isNothing(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '';
  return typeof value === 'object' && (value === null || Object.keys(value).length === 0);
}

function formatted(text: string, format: ValueFormat | undefined, region: string): string | number | undefined {
  switch (format) {
    case undefined:
      return text;
    case 'e164':
    case 'e164-digits':
    case 'national':
    case 'national-digits':
      return writePhone(text, format, region) ?? undefined;
    default:
      return writeMoment(text, format) ?? undefined;
  }
}
