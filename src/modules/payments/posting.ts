import { type Decimal, minus, ZERO } from '../../kernel/money.js';
import { newId } from '../../kernel/uuid.js';
import type { LedgerEntryRow } from './payment.entity.js';

/** Between whom, of which payment, and in what. */
export type Between = {
  readonly paymentId: string;
  readonly accountId: string;
  readonly userId: string;
  readonly asset: string;
  readonly network: string | null;
};

/** Why money is put on the ledger: each takes from one holder what it gives to the other. */
export type PostingReason = 'credit' | 'refund' | 'claw_back' | 'moved_away' | 'moved_here';

/** Two lines that sum to zero: the user has it, the provider owes it. A negative amount takes it back. */
export function posting(
  { paymentId, accountId, userId, asset, network }: Between,
  { amount, reason }: { readonly amount: Decimal; readonly reason: PostingReason },
  createdAt: Date,
): LedgerEntryRow[] {
  const line = (holder: string, part: Decimal): LedgerEntryRow => ({
    ...{ id: newId(createdAt), paymentId, holder, asset, network, amount: part, reason, createdAt },
  });
  return [line(`user:${userId}`, amount), line(`provider:${accountId}`, minus(ZERO, amount))];
}
