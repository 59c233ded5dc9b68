import { Injectable } from '@nestjs/common';

/** Does the work behind some ids. It must bear repeats: a hint may come twice, or after the work was done. */
export type JobHandler = (ids: readonly string[]) => Promise<void>;

/** Who does what: modules register their handlers while the app starts, workers look them up by the job's name. */
@Injectable()
export class JobHandlers {
  readonly #handlers = new Map<string, JobHandler>();

  /** @throws Error when the name is taken: two handlers for one job would each do half of it */
  register(name: string, handler: JobHandler): void {
    if (this.#handlers.has(name)) throw new Error(`Two handlers are called ${name}`);
    this.#handlers.set(name, handler);
  }

  find(name: string): JobHandler | undefined {
    return this.#handlers.get(name);
  }
}
