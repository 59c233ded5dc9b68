import type { ValueKind } from './value-kind.domain.js';

/** How a field is recognised. Weights are about 0 to 1; a pattern is words that must all be in the name. */
export type Profile = {
  readonly patterns: ReadonlyMap<string, number>;
  /** Words that make the name mean something else, unless the pattern itself has them. */
  readonly vetoes: ReadonlySet<string>;
  /** For how much of a name a look alone counts, whatever the name. */
  readonly alone?: Readonly<Partial<Record<keyof ValueKind, number>>>;
  /** Patterns that hardly count where the name has other words too. */
  readonly whole?: ReadonlySet<string>;
  /** What a word takes from the name that no pattern explains. */
  readonly foreign?: number;
  /** What values of the field look like. */
  readonly kinds: Readonly<Partial<Record<keyof ValueKind, number>>>;
  /** What its values have to look like at least, 0 to 1; and what they must not look like. */
  readonly needs?: Readonly<Partial<Record<keyof ValueKind, number>>>;
  readonly excludes: readonly (keyof ValueKind)[];
  /** Words in the path that make it likelier, or less likely. */
  readonly context: ReadonlyMap<string, number>;
};
