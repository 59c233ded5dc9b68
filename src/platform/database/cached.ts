type Entry<Value> = { readonly value: Promise<Value>; readonly until: number };

/**
 * Remembers what `load` answered for a few seconds, so that the hot path asks the database rarely and a change is in
 * force in every process within `maxAgeMs`. Callers that miss at once share one load; a failed load is not remembered.
 */
export class Cached<Key extends string, Value> {
  readonly #entries = new Map<Key, Entry<Value>>();

  constructor(
    private readonly load: (key: Key) => Promise<Value>,
    private readonly limits: { maxAgeMs: number; entries: number } = { maxAgeMs: 3_000, entries: 10_000 },
  ) {}

  get(key: Key): Promise<Value> {
    const now = performance.now();
    const known = this.#entries.get(key);
    if (known && known.until > now) return known.value;
    if (this.#entries.size >= this.limits.entries) this.#entries.clear();
    const value = this.load(key);
    this.#entries.set(key, { value, until: now + this.limits.maxAgeMs });
    value.catch(() => this.#entries.delete(key));
    return value;
  }

  /** Forgets everything: what is asked next is loaded anew. */
  clear(): void {
    this.#entries.clear();
  }
}
