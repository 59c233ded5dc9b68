import { Clock } from '../../src/kernel/clock.js';

/** Goes on as clocks do, and can be moved. */
export class SettableClock extends Clock {
  #aheadMs = 0;

  now(): Date {
    return new Date(Date.now() + this.#aheadMs);
  }

  /** Forwards, or back when `seconds` is negative. */
  move(seconds: number): void {
    this.#aheadMs += seconds * 1_000;
  }
}
