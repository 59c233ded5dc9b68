import type { Found } from './flatten.domain.js';
import { type Named, namedBy } from './named.domain.js';
import { isSensitive, kindOf, type Scalar, textOfScalar, type ValueKind } from './value-kind.domain.js';

/** A path of the samples that may be a field: what it is called, and what it held in each update. */
export type Candidate = {
  readonly expression: string;
  readonly names: readonly string[];
  readonly named: Named;
  readonly owner: string;
  readonly route: Found['route'];
  /** By update; undefined where the update has no such value. */
  readonly values: readonly (Scalar | undefined)[];
  /** The mean look of the values that are there. */
  readonly kind: ValueKind;
  /** Which part of the updates has a value here. */
  readonly filled: number;
  /** In the order of the body. */
  readonly place: number;
};

const SECRET =
  /(?:^|[^a-z])(?:ssn|social.?sec\w*|passport|license|licence|iban|cvv|routing.?n\w*|password|passwd|secret|credential\w*|api.?key|card.?n\w*|bank.?acc\w*|account.?number|access.?token|auth\w*token)(?:[^a-z]|$)/i;

/** @returns the candidates, and the paths that hold what must not be mapped */
export function candidatesIn(
  updates: readonly (readonly Found[])[],
  region: string,
): { readonly candidates: readonly Candidate[]; readonly secret: readonly string[] } {
  const merged = new Map<string, Merged>();
  updates.forEach((found, update) => {
    for (const one of found) merge(merged, one, update, updates.length);
  });
  const all = [...merged.values()];
  const secret = all.filter(isSecret);
  const rest = all.filter((one) => !isSecret(one));
  return {
    candidates: rest.map((one, place) => candidateOf(one, place, region)),
    secret: secret.map(({ found }) => found.expression),
  };
}

type Merged = { readonly found: Found; readonly values: (Scalar | undefined)[] };

function merge(merged: Map<string, Merged>, found: Found, update: number, count: number): void {
  const known = merged.get(found.expression) ?? { found, values: new Array<undefined>(count).fill(undefined) };
  known.values[update] ??= found.value;
  merged.set(found.expression, known);
}

function isSecret({ found, values }: Merged): boolean {
  const name = found.names
    .slice(-2)
    .join(' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2');
  return SECRET.test(name) || values.some((value) => value !== undefined && isSensitive(textOfScalar(value)));
}

function candidateOf({ found, values }: Merged, place: number, region: string): Candidate {
  const { expression, names, noun, owner, route } = found;
  const given = values.filter((value): value is Scalar => value !== undefined);
  return {
    ...{ expression, names, owner, route, values, place },
    named: namedBy(names, noun),
    kind: meanOf(given.slice(0, 8).map((value) => kindOf(value, region))),
    filled: given.length / values.length,
  };
}

function meanOf(kinds: readonly ValueKind[]): ValueKind {
  const [first, ...rest] = kinds;
  if (first === undefined) throw new Error('A candidate has a value in some update');
  const mean = Object.keys(first).map((name) => {
    const looks = name as keyof ValueKind;
    return [looks, rest.reduce((sum, kind) => sum + kind[looks], first[looks]) / kinds.length];
  });
  return Object.fromEntries(mean) as ValueKind;
}
