import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { DataSource, QueryFailedError, type QueryRunner } from 'typeorm';
import { openedOn, type Tx } from './tx.js';
import { runWrites, type Write } from './write.js';

export type { Tx } from './tx.js';

/** What shall happen when the transaction ends. */
type Ending = { readonly effects: (() => void)[]; readonly writes: (Write | null)[] };

/** Deadlock and serialisation failure: PostgreSQL rolled back and asks for another try. */
const TRY_AGAIN = new Set(['40P01', '40001']);
const TRIES = 4;

/** The only way to open a transaction. */
@Injectable()
export class Transaction {
  readonly #endings = new WeakMap<Tx, Ending>();

  constructor(private readonly source: DataSource) {}

  /**
   * Runs `work` in one transaction and commits, or rolls everything back. `work` touches the database only: after a
   * deadlock it runs again from the start.
   */
  async run<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#on((runner, client) => this.#inside(runner, client, work));
      } catch (error) {
        if (attempt === TRIES || !changedMeanwhile(error)) throw error;
      }
    }
  }

  /**
   * Runs `work` outside a transaction: each statement sees what is committed when it runs, and holds nothing. What `work`
   * hands to `commitWith` is one statement, so all of it is committed or nothing. A write that expects other rows than it
   * finds, because they changed in between, fails as a serialisation failure (`changedMeanwhile`): do it again with `run`.
   */
  async atOnce<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    return this.#on(async (runner, client) => {
      const ending = this.#opened(runner, client);
      const result = await work(runner.manager);
      await runWrites(runner.manager, ending.writes);
      for (const effect of ending.effects) effect();
      return result;
    });
  }

  /** `effect` is an in-process hint such as waking the relay: it runs after the commit, and not after a rollback. */
  afterCommit(tx: Tx, effect: () => void): void {
    this.#endings.get(tx)?.effects.push(effect);
  }

  /** Sends the writes together with the commit, as the last of `work`; when they fail, nothing is committed. */
  commitWith(tx: Tx, writes: readonly (Write | null)[]): void {
    this.#endings.get(tx)?.writes.push(...writes);
  }

  async #on<Result>(work: (runner: QueryRunner, client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    const runner = this.source.createQueryRunner();
    try {
      return await work(runner, (await runner.connect()) as pg.PoolClient);
    } finally {
      await runner.release();
    }
  }

  /**
   * BEGIN travels with the first statement and COMMIT with the last writes: two round trips less. A COMMIT after a failed
   * statement rolls back, so what failed is told by the statement.
   */
  async #inside<Result>(
    runner: QueryRunner,
    client: pg.PoolClient,
    work: (tx: Tx) => Promise<Result>,
  ): Promise<Result> {
    const ending = this.#opened(runner, client);
    const begun = client.query('begin');
    begun.catch(ignored);
    // TypeORM asks this before it locks rows or opens transactions of its own.
    Object.assign(runner, { isTransactionActive: true });
    try {
      const result = await work(runner.manager);
      await Promise.all([begun, runWrites(runner.manager, ending.writes), client.query('commit')]);
      for (const effect of ending.effects) effect();
      return result;
    } catch (error) {
      await client.query('rollback').catch(ignored);
      throw error;
    } finally {
      Object.assign(runner, { isTransactionActive: false });
    }
  }

  #opened({ manager }: QueryRunner, client: pg.PoolClient): Ending {
    const ending: Ending = { effects: [], writes: [] };
    this.#endings.set(manager, ending);
    openedOn(manager, client);
    return ending;
  }
}

/** Whether rows that were read had changed by the time they were written. */
export function changedMeanwhile(error: unknown): boolean {
  return TRY_AGAIN.has(sqlStateOf(error) ?? '');
}

/** The failure that matters is the one before. */
function ignored(): void {}

/** PostgreSQL's five-character error code, or undefined when the error is not PostgreSQL's. */
export function sqlStateOf(error: unknown): string | undefined {
  const answered = error instanceof QueryFailedError ? error.driverError : error;
  return answered instanceof pg.DatabaseError ? answered.code : undefined;
}
