import { Injectable } from '@nestjs/common';
import { Transaction } from '../../platform/database/transaction.js';
import { type CountedList, type ListFilter, ListTotalsRepository } from './list-totals.repository.js';

const MOST = 10_000;

/** How long the lists are that grow without end. */
@Injectable()
export class ListTotalsService {
  constructor(
    private readonly transaction: Transaction,
    private readonly totals: ListTotalsRepository,
  ) {}

  /** How many fit, 10,000 at most. */
  of(list: CountedList, filter: ListFilter): Promise<number> {
    return this.transaction.run((tx) => this.totals.count(tx, list, filter, MOST));
  }
}
