import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DatabaseListener } from './database-listener.js';
import { Transaction, type Tx } from './transaction.js';

/** What processes remember for a few seconds (`Cached`). */
type Subject = 'cases' | 'partners' | 'statuses';
type Forget = () => void;

const CHANNEL = 'configuration';

/**
 * Tells every process at once that what it remembers is old. A hint only: a process that does not hear it goes by its
 * copies until they are too old.
 */
@Injectable()
export class Changes implements OnApplicationBootstrap {
  readonly #forgets = new Map<string, Forget[]>();

  constructor(
    private readonly transaction: Transaction,
    private readonly listener: DatabaseListener,
  ) {}

  /** A database that is away keeps no process from starting; the listener tries again. */
  onApplicationBootstrap(): void {
    void this.listener.hear(CHANNEL, (subject) => this.#forget(subject));
  }

  /** Has `forget` called whenever a transaction that told of `subject` is committed, in whatever process. */
  onChange(subject: Subject, forget: Forget): void {
    this.#forgets.set(subject, [...(this.#forgets.get(subject) ?? []), forget]);
  }

  /** This process forgets before whoever made the change goes on, the others as soon as they hear of it. */
  async tell(tx: Tx, subject: Subject): Promise<void> {
    this.transaction.afterCommit(tx, () => this.#forget(subject));
    await this.listener.tell(tx, CHANNEL, subject);
  }

  /** Null: the connection was lost for a while, and anything may have changed. */
  #forget(subject: string | null): void {
    const forgets = subject === null ? [...this.#forgets.values()].flat() : (this.#forgets.get(subject) ?? []);
    for (const forget of forgets) forget();
  }
}
