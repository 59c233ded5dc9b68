import type { Decimal } from '../../../kernel/money.js';

/** An object as the provider's list has it. */
export type ListedItem = {
  readonly reference: string;
  readonly status: string | null;
  readonly amount: Decimal | null;
  readonly filled: Decimal | null;
  readonly asset: string | null;
  readonly network: string | null;
  readonly txHash: string | null;
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
};

/** A page of a list. Of its `rows`, those without a reference are no items; `total` is of the whole list. */
export type ListedPage = { readonly items: readonly ListedItem[]; readonly rows: number; readonly total: number };
