import { Injectable } from '@nestjs/common';
import { Transaction, type Tx } from '../../platform/database/transaction.js';

/** Carries what a trial answered out of the transaction that it rolls back. */
class RolledBack<Result> extends Error {
  constructor(readonly result: Result) {
    super('A trial leaves nothing behind');
  }
}

/** Does something, or finds out what it would do. */
@Injectable()
export class Trial {
  constructor(private readonly transaction: Transaction) {}

  /** Runs `work` in a transaction, which is rolled back when it is only to be tried: its answer is exact then, too. */
  async run<Result>(isTrial: boolean, work: (tx: Tx) => Promise<Result>): Promise<Result> {
    try {
      return await this.transaction.run(async (tx) => {
        const result = await work(tx);
        if (isTrial) throw new RolledBack(result);
        return result;
      });
    } catch (error) {
      if (error instanceof RolledBack) return error.result as Result;
      throw error;
    }
  }
}
