import { lookupKeys } from '../../kernel/status-key.js';

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
/** What statuses mean when one partner sends them. */
export class StatusCatalogue {
  readonly #statuses: ReadonlyMap<string, CanonicalStatus>;
  readonly #meanings: ReadonlyMap<string, string | null>;

  /** A partner's own mappings win over the defaults. */
  constructor(statuses: readonly CanonicalStatus[], defaults: readonly Mapping[], partnerMap: readonly Mapping[]) {
    this.#statuses = new Map(statuses.map((status) => [status.code, status]));
    this.#meanings = new Map([...defaults, ...partnerMap].map((mapping) => [mapping.statusKey, mapping.canonical]));
  }

  /** Looks a raw status up by exact key. A mapping to a status that is switched off counts as none. */
  resolve(rawStatus: string, subStatus: string | null): ResolvedStatus {
    const keys = lookupKeys(rawStatus, subStatus);
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
