import type { Found } from './flatten.domain.js';
import { type Named, namedBy } from './named.domain.js';
import { tokensOf } from './tokens.domain.js';
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
};

const SECRET =
  /(?:^|[^a-z])(?:ssn|social.?sec\w*|passport|license|licence|iban|cvv|routing.?n\w*|password|passwd|secret|credential\w*|api.?key|(?:credit|debit).?card\w*|card.?num\w*|card.?no|bank.?acc\w*|account.?number|access.?token|auth\w*token)(?:[^a-z]|$)/i;

/** A path that several updates may have, with its values in each. */
export type SharedPath = { readonly found: Found; readonly values: (Scalar | undefined)[] };

/** The paths of all updates together; `secret` are those that hold what must not be shown or mapped. */
export function sharedPaths(updates: readonly (readonly Found[])[]): {
  readonly paths: readonly SharedPath[];
  readonly secret: readonly string[];
} {
  const merged = new Map<string, SharedPath>();
  updates.forEach((found, update) => {
    for (const one of found) merge(merged, one, update, updates.length);
  });
  const all = [...merged.values()];
  const secret = new Set(all.filter(isSecret));
  return {
    paths: all.filter((path) => !secret.has(path)),
    secret: Array.from(secret, ({ found }) => found.expression),
  };
}

function merge(merged: Map<string, SharedPath>, found: Found, update: number, count: number): void {
  const known = merged.get(found.expression) ?? { found, values: new Array<undefined>(count).fill(undefined) };
  known.values[update] ??= found.value;
  merged.set(found.expression, known);
}

function isSecret({ found, values }: SharedPath): boolean {
  const name = found.names
    .slice(-3)
    .join(' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2');
  if (SECRET.test(name)) return true;
  return !isId(found) && values.some((value) => value !== undefined && isSensitive(textOfScalar(value)));
}

/** One long id in ten passes the check digit of a card number. */
function isId({ names, value }: Found): boolean {
  return tokensOf(names.at(-1) ?? '').at(-1) === 'id' && /^\d+$/.test(textOfScalar(value));
}

/** `region` reads phone numbers without a country code; `most` values are looked at, the first ones. */
export function candidateOf({ found, values }: SharedPath, region: string, most: number): Candidate {
  const { expression, names, noun, owner, route } = found;
  const given = values.filter((value): value is Scalar => value !== undefined);
  return {
    ...{ expression, names, owner, route, values },
    named: namedBy(names, noun),
    kind: meanOf(given.slice(0, most).map((value) => kindOf(value, region))),
    filled: given.length / values.length,
  };
}

function meanOf(kinds: readonly ValueKind[]): ValueKind {
  const [first, ...rest] = kinds;
  if (first === undefined) throw new Error('A candidate has a value in some update');
  if (rest.length === 0) return first;
  const mean = Object.keys(first).map((name) => {
    const looks = name as keyof ValueKind;
    return [looks, rest.reduce((sum, kind) => sum + kind[looks], first[looks]) / kinds.length];
  });
  return Object.fromEntries(mean) as ValueKind;
}
