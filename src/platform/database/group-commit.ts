import { DomainError } from '../../kernel/domain-error.js';
import { databaseIsAway } from './database-away.js';

type Waiting<Input, Result> = {
  readonly input: Input;
  /** Whether its caller was told `unavailable` by now. */
  expired: boolean;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
};

export type GroupCommitLimits<Input> = {
  /** Inputs in one transaction at most, or as much as `weightOf` says of them together. One input is never split. */
  readonly batch: number;
  readonly weightOf?: (input: Input) => number;
  /** Inputs waiting at most; one more is refused as `unavailable`. */
  readonly waiting: number;
  /** Milliseconds an input waits for its commit at most; then its caller is told `unavailable`. A write that has begun may still succeed. */
  readonly patienceMs: number;
  /** Batches under way at once; absent: one. More pay when a batch takes several round trips, and may end in another order. */
  readonly inFlight?: number;
};

/**
 * Writes what many callers hand in at once with one transaction: at once when there is room in flight, else gathered until
 * one returns. No timer: a wait of 5 ms was measured slower.
 *
 * A batch that fails is written again one by one, so that one bad input never fails its neighbours.
 */
export class GroupCommit<Input, Result> {
  #waiting: Waiting<Input, Result>[] = [];
  #batches = 0;
  /** Inputs in those batches. */
  #underWay = 0;
  #looking = false;

  /** `write` answers one result an input, in order, or throws having written none of them. */
  constructor(
    private readonly write: (inputs: readonly Input[]) => Promise<readonly Result[]>,
    private readonly limits: GroupCommitLimits<Input> = { batch: 256, waiting: 5_000, patienceMs: 2_000 },
  ) {}

  /**
   * Resolves after the commit that holds `input`.
   * @throws DomainError `unavailable` when the database is away, the queue is full or the wait too long
   */
  submit(input: Input): Promise<Result> {
    if (this.#waiting.length >= this.limits.waiting) return Promise.reject(unavailable());
    return new Promise<Result>((resolve, reject) => {
      const timer = setTimeout(() => {
        one.expired = true;
        reject(unavailable());
      }, this.limits.patienceMs);
      const settle =
        <Value>(how: (value: Value) => void) =>
        (value: Value) => {
          clearTimeout(timer);
          how(value);
        };
      const one = { input, expired: false, resolve: settle(resolve), reject: settle(reject) };
      this.#waiting.push(one);
      this.#lookAgain();
    });
  }

  /** After this turn of the event loop: what came in with one read of the sockets goes out together. */
  #lookAgain(): void {
    if (this.#looking) return;
    this.#looking = true;
    setImmediate(() => {
      this.#looking = false;
      while (this.#mayStart()) void this.#start();
    });
  }

  /** A further batch waits until it is worth a round trip: half as many as are under way. */
  #mayStart(): boolean {
    if (this.#waiting.length === 0 || this.#batches === (this.limits.inFlight ?? 1)) return false;
    return this.#waiting.length >= this.#underWay / 2;
  }

  async #start(): Promise<void> {
    const batch = this.#waiting.splice(0, this.#fitting()).filter(({ expired }) => !expired);
    this.#batches += 1;
    this.#underWay += batch.length;
    if (batch.length > 0) await this.#writeTogether(batch);
    this.#batches -= 1;
    this.#underWay -= batch.length;
    this.#lookAgain();
  }

  /** How many of those that wait go into one batch. */
  #fitting(): number {
    const { batch, weightOf = () => 1 } = this.limits;
    let weight = 0;
    const over = this.#waiting.findIndex(({ input }) => {
      weight += weightOf(input);
      return weight > batch;
    });
    return over === -1 ? this.#waiting.length : Math.max(1, over);
  }

  async #writeTogether(batch: readonly Waiting<Input, Result>[]): Promise<void> {
    let results: readonly Result[];
    try {
      results = await this.write(batch.map(({ input }) => input));
    } catch (error) {
      await this.#afterFailure(batch, error);
      return;
    }
    answer(batch, results);
  }

  async #afterFailure(batch: readonly Waiting<Input, Result>[], error: unknown): Promise<void> {
    const [first, ...others] = batch;
    if (databaseIsAway(error)) for (const { reject } of batch) reject(unavailable(error));
    else if (others.length === 0) first?.reject(error);
    else for (const one of batch) await this.#writeTogether([one]);
  }
}

/** What was written is not written again, whatever it answered. */
function answer<Input, Result>(batch: readonly Waiting<Input, Result>[], results: readonly Result[]): void {
  const mistaken = results.length !== batch.length;
  batch.forEach(({ resolve, reject }, at) => {
    if (mistaken) reject(new Error('A batch did not answer one result an input'));
    else resolve(results[at] as Result);
  });
}

function unavailable(cause?: unknown): DomainError {
  const sentence = 'This could not be stored just now. Please send it again.';
  return new DomainError('unavailable', 'unavailable', sentence, { retryAfterSeconds: 2, cause });
}
