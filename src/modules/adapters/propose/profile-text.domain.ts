import type { ValueKind } from './value-kind.domain.js';

/** How a field is recognised. Weights are about 0 to 1; a pattern is words that must all be in the name. */
export type Profile = {
  readonly patterns: ReadonlyMap<string, number>;
  /** Words that make the name mean something else, unless the pattern itself has them. */
  readonly vetoes: ReadonlySet<string>;
  /** What values of the field look like. */
  readonly kinds: Readonly<Partial<Record<keyof ValueKind, number>>>;
  /** What its values have to look like at least, 0 to 1; and what they must not look like. */
  readonly needs?: Readonly<Partial<Record<keyof ValueKind, number>>>;
  readonly excludes: readonly (keyof ValueKind)[];
  /** Words in the path that make it likelier, or less likely. */
  readonly context: ReadonlyMap<string, number>;
};

/** Lines of a weight and what has it, with commas between: `0.9 lead status, case status`. An indented line goes on. */
export function weights(text: string): ReadonlyMap<string, number> {
  // An indented line without a weight belongs to the one above.
  const lines = text.trim().split(/\n\s*(?=-?[\d.]+\s)/);
  return new Map(
    lines.flatMap((line) => {
      const [weight = '', ...patterns] = line.trim().split(/\s+/);
      return patterns
        .join(' ')
        .split(/,\s*/)
        .map((pattern) => [pattern, Number(weight)] as const);
    }),
  );
}

export function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
