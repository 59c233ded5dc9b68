type Share = {
  used: number;
  /** How often somebody was turned away since the endpoint was last found without due deliveries. */
  misses: number;
};

/**
 * How many attempts each endpoint has in flight in this process. A hint beyond its share is turned away, and whoever
 * holds a slot looks for the endpoint's next due delivery before giving the slot up: a slow partner fills its own share
 * and no other's, and no hint is lost.
 */
export class EndpointSlots {
  readonly #shares = new Map<string, Share>();

  /** A slot that is not taken yet. Close it in any case. */
  open(): Slot {
    return new Slot(this.#shares);
  }
}

/** The place of one attempt after another at the same endpoint. */
export class Slot {
  #key: string | undefined;

  constructor(private readonly shares: Map<string, Share>) {}

  /** False when the endpoint has `limit` in flight already. True when the slot is its own or has been before. */
  take(endpoint: string, limit: number): boolean {
    if (this.#key !== undefined) return true;
    const share = this.shares.get(endpoint) ?? { used: 0, misses: 0 };
    if (share.used >= limit) {
      share.misses += 1;
      return false;
    }
    share.used += 1;
    this.shares.set(endpoint, share);
    this.#key = endpoint;
    return true;
  }

  /** Not 0: due deliveries may have nobody who comes for them. Always 0 for a slot that is not taken. */
  misses(): number {
    return this.#share()?.misses ?? 0;
  }

  /** Says that nothing was due, as of the time when there were this many misses. */
  foundNothing(misses: number): void {
    const share = this.#share();
    if (share?.misses === misses) share.misses = 0;
  }

  close(): void {
    const share = this.#share();
    if (this.#key === undefined || !share) return;
    share.used -= 1;
    if (share.used === 0) this.shares.delete(this.#key);
    this.#key = undefined;
  }

  #share(): Share | undefined {
    return this.#key === undefined ? undefined : this.shares.get(this.#key);
  }
}
