import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transaction.js';
import {
  type CountedRefusals,
  type RefusedFilter,
  type RefusedGroup,
  type RefusedReceipt,
  RefusedReceiptsRepository,
} from './refused-receipts.repository.js';

export type { CountedRefusals, RefusedFilter, RefusedGroup, RefusedReceipt } from './refused-receipts.repository.js';

/** Refused webhooks of known partners: they wait until a replay reads them after all, or somebody discards them. */
@Injectable()
export class RefusedReceiptsService {
  constructor(private readonly receipts: RefusedReceiptsRepository) {}

  groups(tx: Tx, filter: RefusedFilter): Promise<CountedRefusals[]> {
    return this.receipts.groups(tx, filter);
  }

  /** Newest first, those before the receipt `before`. */
  list(tx: Tx, group: RefusedGroup, before: string | null, limit: number): Promise<RefusedReceipt[]> {
    return this.receipts.list(tx, group, before, limit);
  }

  /** How many there are, 10,000 at most. */
  count(tx: Tx, group: RefusedGroup): Promise<number> {
    return this.receipts.count(tx, group);
  }

  /** Nobody needs to look at them. Answers how many there were; what was refused of a known partner alone can be discarded. */
  discardGroup(tx: Tx, group: RefusedGroup): Promise<number> {
    return this.receipts.discardGroup(tx, group);
  }

  /** As `discardGroup`, of one; false when it does not wait. */
  discard(tx: Tx, id: string): Promise<boolean> {
    return this.receipts.discard(tx, id);
  }
}
