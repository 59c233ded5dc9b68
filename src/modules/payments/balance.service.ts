import { Injectable } from '@nestjs/common';
import { type Decimal, fromNumeric } from '../../kernel/money.js';
import { Transaction } from '../../platform/database/transaction.js';
import { BalanceRepository, type BalanceScope } from './balance.repository.js';

/** The books of one asset on one network. Amounts are never added across assets. */
export type BalanceLine = {
  readonly asset: string;
  readonly network: string | null;
  readonly payments: number;
  /** `received` = `linked` + `needsReview` + `unlinked` + `reversed` */
  readonly received: Decimal;
  /** What users have. */
  readonly linked: Decimal;
  /** What came for somebody and waits. */
  readonly needsReview: Decimal;
  /** What came for nobody known. */
  readonly unlinked: Decimal;
  /** What went back: refunds and claw-backs. */
  readonly reversed: Decimal;
  /** What the ledger says that users have of these payments; the same as `linked`. */
  readonly ledger: Decimal;
};

const DAY_MS = 86_400_000;

/** What came in on a day, and where it is. */
@Injectable()
export class BalanceService {
  constructor(
    private readonly transaction: Transaction,
    private readonly balances: BalanceRepository,
  ) {}

  /** Of the payments that were first heard of on the day, `2026-11-01`, in UTC. */
  ofDay(day: string, account: Pick<BalanceScope, 'provider' | 'account'>): Promise<BalanceLine[]> {
    return this.transaction.run(async (tx) => {
      const from = new Date(`${day}T00:00:00.000Z`);
      const to = new Date(from.getTime() + DAY_MS);
      const rows = await this.balances.of(tx, { ...account, from, to });
      return rows.map(({ asset, network, payments, ...sums }) => ({ asset, network, payments, ...decimals(sums) }));
    });
  }
}

function decimals<Sums extends Record<string, string>>(sums: Sums): { [Name in keyof Sums]: Decimal } {
  const read = Object.entries(sums).map(([name, text]) => [name, fromNumeric(text)] as const);
  return Object.fromEntries(read) as { [Name in keyof Sums]: Decimal };
}
