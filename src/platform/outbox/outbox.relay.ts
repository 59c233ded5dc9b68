import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { Transaction } from '../database/transaction.js';
import { cutError } from '../logging/cut-error.js';
import { Seldom } from '../logging/seldom.js';
import { LANES, type Lane } from '../queue/lanes.js';
import { Queues } from '../queue/queues.js';
import { EventRoutes } from './event-routes.js';
import { OutboxRepository } from './outbox.repository.js';
import { hintsOf } from './relay.domain.js';

const AT_ONCE = 1_000;
/** More than this stays in rows: a queue that is full by backlog cannot happen. */
const WAITING_AT_MOST = 5_000;
const WAKE_MS = 1_000;
const GAP_MS = 200;

/** Moves committed news to the queues: at once when nudged after a commit, else every second. */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('relay');
  readonly #seldom = new Seldom(1);
  readonly #batches: Map<string, number>;
  #timer: NodeJS.Timeout | undefined;
  #pending: NodeJS.Timeout | undefined;
  #passing = Promise.resolve();
  #lastPass = Number.NEGATIVE_INFINITY;
  #withRoom: readonly Lane[] = LANES;
  #countedAt = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly rows: OutboxRepository,
    private readonly queues: Queues,
    routes: EventRoutes,
  ) {
    const all = Object.values(routes.routes).flat();
    this.#batches = new Map(all.map(({ consumer, batch }) => [consumer, batch]));
  }

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.nudge(), WAKE_MS);
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    clearTimeout(this.#pending);
    await this.#passing;
  }

  /**
   * Says that there may be something to move. It is moved at once, or, soon after a pass, together with what comes until
   * the next one: under load a job then carries many ids instead of few.
   */
  nudge(): void {
    if (this.#stopped || this.#pending !== undefined) return;
    const wait = Math.max(0, this.#lastPass + GAP_MS - performance.now());
    this.#pending = setTimeout(() => {
      this.#pending = undefined;
      this.#passing = this.#passing.then(() => this.#pass());
    }, wait);
  }

  async #pass(): Promise<void> {
    this.#lastPass = performance.now();
    try {
      while (!this.#stopped && (await this.#move()) === AT_ONCE);
    } catch (error) {
      if (this.#seldom.now()) this.#logger.warn({ event: 'relay.disturbed', err: cutError(error) });
    }
  }

  /** One batch: the rows are marked only if the queues took their hints. */
  async #move(): Promise<number> {
    const lanes = await this.#lanesWithRoom();
    return this.transaction.run(async (tx) => {
      const claimed = await this.rows.claim(tx, lanes, AT_ONCE, this.clock.now());
      for (const [lane, hints] of hintsOf(claimed, this.#batches)) await this.queues.add(lane, hints);
      return claimed.length;
    });
  }

  /** Asked once a second: counting costs more than moving, and a lane holds a second's worth more without harm. */
  async #lanesWithRoom(): Promise<readonly Lane[]> {
    const now = performance.now();
    if (now - this.#countedAt < WAKE_MS) return this.#withRoom;
    const waiting = await Promise.all(LANES.map((lane) => this.queues.waiting(lane)));
    this.#withRoom = LANES.filter((_, at) => (waiting[at] ?? 0) < WAITING_AT_MOST);
    this.#countedAt = now;
    return this.#withRoom;
  }
}
