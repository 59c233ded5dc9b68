/** Providers that did not answer, or asked for time: nobody calls them before it is over. Each process learns by itself. */
export class RestingAccounts {
  readonly #until = new Map<string, Date>();

  rest(accountId: string, until: Date): void {
    this.#until.set(accountId, until);
  }

  /** When it may be called again; null: at once. */
  until(accountId: string, now: Date): Date | null {
    const until = this.#until.get(accountId);
    if (until !== undefined && until > now) return until;
    this.#until.delete(accountId);
    return null;
  }
}
