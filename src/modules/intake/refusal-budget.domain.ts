const HOUR_MS = 3_600_000;
const KEPT_AN_HOUR = 100;
const SOURCES = 10_000;

type Tally = { kept: number; readonly beyond: Map<string, number> };
export type Beyond = {
  readonly source: string;
  readonly hour: Date;
  readonly reason: string;
  readonly refusals: number;
};

/**
 * How many refused calls of one source leave a receipt: a hundred an hour, the rest are counted. Otherwise whoever has no
 * token could fill the database.
 */
export class RefusalBudget {
  #hour = 0;
  #tallies = new Map<string, Tally>();
  #done: Beyond[] = [];

  /** True when this refusal shall leave a receipt; false when it was counted instead. */
  spend(source: string, reason: string, now: Date): boolean {
    this.#turnTo(Math.floor(now.getTime() / HOUR_MS));
    const tally = this.#tallyOf(source);
    if (tally.kept < KEPT_AN_HOUR) {
      tally.kept += 1;
      return true;
    }
    tally.beyond.set(reason, (tally.beyond.get(reason) ?? 0) + 1);
    return false;
  }

  /** What was counted since the last call. */
  takeCounts(): Beyond[] {
    this.#collect();
    const counts = this.#done;
    this.#done = [];
    return counts;
  }

  /** More sources than can be told apart share one tally. */
  #tallyOf(source: string): Tally {
    const key = this.#tallies.has(source) || this.#tallies.size < SOURCES ? source : 'others';
    const tally = this.#tallies.get(key) ?? { kept: 0, beyond: new Map<string, number>() };
    this.#tallies.set(key, tally);
    return tally;
  }

  #turnTo(hour: number): void {
    if (hour === this.#hour) return;
    this.#collect();
    this.#hour = hour;
    this.#tallies = new Map();
  }

  #collect(): void {
    const hour = new Date(this.#hour * HOUR_MS);
    for (const [source, { beyond }] of this.#tallies) {
      for (const [reason, refusals] of beyond) this.#done.push({ source, hour, reason, refusals });
      beyond.clear();
    }
  }
}
