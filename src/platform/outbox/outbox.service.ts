import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/uuid.js';
import { databaseIsAway } from '../database/database-away.js';
import { Transaction, type Tx } from '../database/transaction.js';
import { runWrites, type Write } from '../database/write.js';
import { cutError } from '../logging/cut-error.js';
import { EventRoutes } from './event-routes.js';
import { OutboxRelay } from './outbox.relay.js';
import { type NewsRow, OutboxRepository } from './outbox.repository.js';
import { type OutboxEvent, packed } from './packing.domain.js';

export type { OutboxEvent } from './packing.domain.js';

/** A fact, past tense: `lead.status_changed`. Data is ids and codes, never personal data. */
export type NewEvent = { readonly topic: string; readonly data: object };

/** What a consumer does with events, in the transaction that also removes them. */
type Work = (tx: Tx, events: OutboxEvent[]) => Promise<void>;

/** Commits news together with the change it tells of, and proves that a consumer's work was done once. */
@Injectable()
export class OutboxService {
  readonly #logger = new Logger('outbox');

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly rows: OutboxRepository,
    private readonly routes: EventRoutes,
    private readonly relay: OutboxRelay,
  ) {}

  /**
   * Owes each event to everyone who hears of its topic, in the transaction that makes it true.
   * @throws Error for a topic that the routes do not know: news that nobody hears is a mistake
   */
  async append(tx: Tx, events: readonly NewEvent[]): Promise<void> {
    await runWrites(tx, [this.appending(tx, events)]);
  }

  /** As `append`, to be sent together with what else the transaction writes. */
  appending(tx: Tx, events: readonly NewEvent[]): Write | null {
    if (events.length === 0) return null;
    const createdAt = this.clock.now();
    this.transaction.afterCommit(tx, () => this.relay.nudge());
    const topics = new Set(events.map(({ topic }) => topic));
    return this.rows.adding([...topics].flatMap((topic) => this.#owed(topic, events, createdAt)));
  }

  /**
   * Runs `work` in the transaction that also removes the rows, so a repeated job does nothing. `work` writes rows only:
   * what it does outside the database would happen again after a rollback. When events handed over together fail, each
   * is done on its own.
   */
  async handleOnce(ids: readonly string[], work: Work): Promise<void> {
    try {
      await this.transaction.run(async (tx) => {
        const events = await this.rows.take(tx, ids);
        if (events.length > 0) await work(tx, events);
      });
    } catch (error) {
      if (databaseIsAway(error)) throw error;
      await this.#afterFailure(ids, work, error);
    }
  }

  /**
   * Runs `work`, which takes transactions of its own and may be done again, and removes the rows when it is done: what
   * breaks off is brought back by the reconciler.
   */
  async handleRepeatably(ids: readonly string[], work: (events: OutboxEvent[]) => Promise<void>): Promise<void> {
    const events = await this.transaction.run((tx) => this.rows.owed(tx, ids));
    if (events.length === 0) return;
    try {
      await work(events);
    } catch (error) {
      if (databaseIsAway(error)) throw error;
      return this.#failed(ids, error);
    }
    await this.transaction.run((tx) => this.rows.take(tx, ids));
  }

  /** Row by row, and of a row that fails alone, event by event. */
  async #afterFailure(ids: readonly string[], work: Work, error: unknown): Promise<void> {
    const [sole, ...others] = ids;
    const parts = sole && others.length === 0 ? await this.transaction.run((tx) => this.rows.unpack(tx, sole)) : ids;
    if (parts.length === 0) return this.#failed(ids, error);
    for (const id of parts) await this.handleOnce([id], work);
  }

  #owed(topic: string, events: readonly NewEvent[], createdAt: Date): NewsRow[] {
    const routes = this.routes.routes[topic];
    if (!routes) throw new Error(`Nobody is named for the topic ${topic}`);
    return routes.flatMap(({ consumer, lane, batch }) => {
      const own = events.filter((event) => event.topic === topic);
      const identified = own.map(({ data }) => ({ id: newId(createdAt), topic, data }));
      return packed(identified, batch).map((row) => ({ ...row, consumer, lane, createdAt }));
    });
  }

  async #failed(ids: readonly string[], error: unknown): Promise<void> {
    const { type, message } = cutError(error);
    this.#logger.error({ event: 'outbox.consumer_failed', ids, err: cutError(error) });
    await this.transaction.run(async (tx) => {
      for (const id of ids) await this.rows.noteFailure(tx, id, `${type}: ${message}`);
    });
  }
}
