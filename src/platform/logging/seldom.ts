/** Lets at most so many lines a second through: a full Redis once produced 23,646 worker errors in 7 seconds. */
export class Seldom {
  #second = 0;
  #used = 0;

  constructor(private readonly perSecond: number) {}

  now(): boolean {
    const second = Math.floor(performance.now() / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#used = 0;
    }
    this.#used += 1;
    return this.#used <= this.perSecond;
  }
}
