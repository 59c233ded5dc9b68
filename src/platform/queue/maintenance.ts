import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { Config } from '../config/config.js';
import { cutError } from '../logging/cut-error.js';
import { JobHandlers } from './job-handlers.js';
import { Queues } from './queues.js';

type Task = { readonly name: string; readonly seconds: number };

/**
 * Work that comes round by itself: partitions, retention, second looks. Every process asks for each turn under the same
 * job id, so the maintenance lane runs a turn once. A lost turn is made good by the next; each task bears repeats.
 */
@Injectable()
export class Maintenance implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('maintenance');
  readonly #tasks: Task[] = [];
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly handlers: JobHandlers,
    private readonly queues: Queues,
  ) {}

  /** Runs `work` every so many seconds somewhere, for the first time soon after the start. Called while modules start. */
  every(seconds: number, name: string, work: () => Promise<void>): void {
    const handler = `maintenance.${name}`;
    this.handlers.register(handler, work);
    this.#tasks.push({ name: handler, seconds });
  }

  onApplicationBootstrap(): void {
    if (this.config.role === 'api') return;
    for (const task of this.#tasks) {
      void this.#ask(task);
      this.#timers.push(setInterval(() => void this.#ask(task), task.seconds * 1_000));
    }
  }

  onModuleDestroy(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  async #ask({ name, seconds }: Task): Promise<void> {
    const turn = Math.floor(this.clock.now().getTime() / (seconds * 1_000));
    try {
      await this.queues.add('maintenance', [{ handler: name, ids: [], jobId: `${name}-${turn}` }]);
    } catch (error) {
      this.#logger.warn({ event: 'maintenance.not_queued', task: name, err: cutError(error) });
    }
  }
}
