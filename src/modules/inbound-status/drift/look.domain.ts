/** One receipt, looked at once more: no value of it but statuses that nobody gave a meaning. */
export type Look = {
  readonly receivedAt: Date;
  /** Of the adapter that it was judged by; 0: the standard format. */
  readonly version: number;
  /** Null: its bytes can't be decoded. */
  readonly shape: readonly { readonly path: string; readonly type: string }[] | null;
  readonly updates: readonly LookedAt[];
};

export type LookedAt = {
  readonly outcome: string;
  /** Why it was refused or is parked, else null. */
  readonly reason: string | null;
  /** Fields for which something was sent, and those of them that could not be used. */
  readonly given: readonly string[];
  readonly refused: readonly string[];
  /** Raw status that nobody gave a meaning; null: it has one, or there is none. */
  readonly unknown: UnknownStatus | null;
};

export type UnknownStatus = { readonly status: string; readonly subStatus: string | null };
