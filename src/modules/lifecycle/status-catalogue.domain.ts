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

/** Which of a partner's own words told what a raw status means: its adapter's table, its status map, or the defaults. */
type Source = 'adapter' | 'status_map' | 'defaults';

/** `canonical` null and `known` true: the raw status is known to change nothing. Not known: unmapped. */
export type ResolvedStatus = {
  readonly canonical: string | null;
  readonly known: boolean;
  /** Null when nothing tells. */
  readonly by: Source | null;
};

/** A raw status, by its key, and what it means. */
export type Mapping = { readonly statusKey: string; readonly canonical: string | null };
type Meanings = ReadonlyMap<string, string | null>;
/** What an adapter says about statuses, by key. */
export type AdapterMeanings = { readonly table: Meanings; readonly useDefaults: boolean };

const UNMAPPED: ResolvedStatus = { canonical: null, known: false, by: null };
const NO_ADAPTER: AdapterMeanings = { table: new Map(), useDefaults: true };

/** What statuses mean when one partner sends them. */
export class StatusCatalogue {
  readonly #statuses: ReadonlyMap<string, CanonicalStatus>;
  readonly #defaults: Meanings;
  readonly #partner: Meanings;

  constructor(statuses: readonly CanonicalStatus[], defaults: readonly Mapping[], partnerMap: readonly Mapping[]) {
    this.#statuses = new Map(statuses.map((status) => [status.code, status]));
    this.#defaults = meaningsOf(defaults);
    this.#partner = meaningsOf(partnerMap);
  }

  /**
   * Looks a raw status up by exact key: in the adapter's table, the partner's map, then the defaults. A mapping to a
   * status that is switched off counts as none.
   */
  resolve(rawStatus: string, subStatus: string | null, { table, useDefaults } = NO_ADAPTER): ResolvedStatus {
    const keys = lookupKeys(rawStatus, subStatus);
    const sources: [Source, Meanings][] = [
      ['adapter', table],
      ['status_map', this.#partner],
    ];
    if (useDefaults) sources.push(['defaults', this.#defaults]);
    for (const [source, meanings] of sources) {
      const key = keys.find((one) => meanings.has(one));
      if (key !== undefined) return this.#resolved(meanings.get(key) ?? null, source);
    }
    return UNMAPPED;
  }

  /** A canonical status, switched off or not; null when there is none of this code. */
  standing(code: string | null): CanonicalStatus | null {
    return code === null ? null : (this.#statuses.get(code) ?? null);
  }

  #resolved(canonical: string | null, by: Source): ResolvedStatus {
    if (canonical === null) return { canonical, known: true, by };
    return this.#statuses.get(canonical)?.active ? { canonical, known: true, by } : UNMAPPED;
  }
}

function meaningsOf(mappings: readonly Mapping[]): Meanings {
  return new Map(mappings.map(({ statusKey, canonical }) => [statusKey, canonical]));
}
