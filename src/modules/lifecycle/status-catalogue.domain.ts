import { compositeKey, statusKey } from '../../kernel/status-key.js';

/** What a status means to us, and how it takes part in the lifecycle. */
export type CanonicalStatus = {
  readonly code: string;
  readonly label: string;
  /** For the user. */
  readonly meaning: string;
  readonly stage: number;
  readonly terminal: boolean;
  readonly notify: boolean;
  readonly pushText: string;
  /** Statuses of a higher stage that a lead may come back from. */
  readonly alsoFrom: readonly string[];
  readonly active: boolean;
};

/** `canonical` null and `known` true: the raw status is known to change nothing. Not known: unmapped. */
export type ResolvedStatus = { readonly canonical: string | null; readonly known: boolean };

/** A raw status, by its key, and what it means. */
export type Mapping = { readonly statusKey: string; readonly canonical: string | null };

const UNMAPPED: ResolvedStatus = { canonical: null, known: false };
const SEPARATOR = ' | ';

/** The key of a raw status as operators write it: `Closed`, or `Closed | Client withdrew` with a sub-status. */
export function keyOf(raw: string): string {
  const at = raw.indexOf(SEPARATOR);
  return at === -1 ? statusKey(raw) : compositeKey(raw.slice(0, at), raw.slice(at + SEPARATOR.length));
}

/** Whether a raw status has anything to be told by. */
export function hasKey(raw: string): boolean {
  return /[\p{L}\p{N}]/u.test(raw);
}

/** What statuses mean when one partner sends them. */
export class StatusCatalogue {
  readonly #statuses: ReadonlyMap<string, CanonicalStatus>;
  readonly #meanings: ReadonlyMap<string, string | null>;

  /** A partner's own mappings win over the defaults. */
  constructor(statuses: readonly CanonicalStatus[], defaults: readonly Mapping[], partnerMap: readonly Mapping[]) {
    this.#statuses = new Map(statuses.map((status) => [status.code, status]));
    this.#meanings = new Map([...defaults, ...partnerMap].map((mapping) => [mapping.statusKey, mapping.canonical]));
  }

  /**
   * Looks a raw status up by exact key. One with a sub-status is never looked up without it, since a sub-status can turn
   * the meaning round; `*` in its place covers them all. A mapping to a status that is switched off counts as none.
   */
  resolve(rawStatus: string, subStatus: string | null): ResolvedStatus {
    const hasSub = subStatus !== null && hasKey(subStatus);
    const keys = hasSub ? [compositeKey(rawStatus, subStatus), compositeKey(rawStatus, '*')] : [keyOf(rawStatus)];
    const key = keys.find((one) => this.#meanings.has(one));
    return key === undefined ? UNMAPPED : this.#resolved(this.#meanings.get(key) ?? null);
  }

  /** A canonical status, switched off or not; null when there is none of this code. */
  standing(code: string | null): CanonicalStatus | null {
    return code === null ? null : (this.#statuses.get(code) ?? null);
  }

  #resolved(canonical: string | null): ResolvedStatus {
    if (canonical === null) return { canonical, known: true };
    return this.#statuses.get(canonical)?.active ? { canonical, known: true } : UNMAPPED;
  }
}
