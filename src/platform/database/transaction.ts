import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { DataSource, type EntityManager, QueryFailedError } from 'typeorm';

/** An open transaction. Repositories take it first; nobody queries beside it. */
export type Tx = EntityManager;

/** Deadlock and serialisation failure: PostgreSQL rolled back and asks for another try. */
const TRY_AGAIN = new Set(['40P01', '40001']);
const TRIES = 4;

/** The only way to open a transaction. */
@Injectable()
export class Transaction {
  readonly #afterCommit = new WeakMap<Tx, (() => void)[]>();

  constructor(private readonly source: DataSource) {}

  /**
   * Runs `work` in one transaction and commits, or rolls everything back. `work` touches the database only: after a
   * deadlock it runs again from the start.
   */
  async run<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(work);
      } catch (error) {
        if (attempt === TRIES || !TRY_AGAIN.has(sqlStateOf(error) ?? '')) throw error;
      }
    }
  }

  /** `effect` is an in-process hint such as waking the relay: it runs after the commit, and not after a rollback. */
  afterCommit(tx: Tx, effect: () => void): void {
    this.#afterCommit.get(tx)?.push(effect);
  }

  async #once<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    const effects: (() => void)[] = [];
    const result = await this.source.transaction((tx) => {
      this.#afterCommit.set(tx, effects);
      return work(tx);
    });
    for (const effect of effects) effect();
    return result;
  }
}

/** PostgreSQL's five-character error code, or undefined when the error is not PostgreSQL's. */
export function sqlStateOf(error: unknown): string | undefined {
  const answered = error instanceof QueryFailedError ? error.driverError : error;
  return answered instanceof pg.DatabaseError ? answered.code : undefined;
}
