import { newId } from '../../src/kernel/uuid.js';
import { NOTHING } from '../../src/modules/payments/payment-state.domain.js';
import type { SimulatedPayment } from '../../src/simulators/payram-simulator.js';
import type { Gateway } from './app.js';
import type { PayramDesk } from './payram-desk.js';

const DAY_MS = 86_400_000;

export type Planted = {
  readonly reference: string;
  readonly isHere?: boolean;
  readonly isThere?: boolean;
  readonly isLinked?: boolean;
  /** As PayRam has it; we have every payment FILLED with 50. */
  readonly theirs?: Partial<SimulatedPayment>;
};

/** Payments of two days ago that both sides have paid with 50 USD, but for what is said of them. */
export async function plant(gateway: Gateway, desk: PayramDesk, now: Date, planted: readonly Planted[]): Promise<void> {
  const at = new Date(now.getTime() - 2 * DAY_MS);
  for (const { reference, isThere = true, theirs } of planted) {
    const rest = { invoiceId: null, customerId: 'c', amountUsd: '50', filledUsd: '50', state: 'FILLED' as const };
    const place = { network: 'ETH', txHash: `0x${reference}`, createdAt: at, updatedAt: at };
    if (isThere) desk.payram.payments.set(reference, { reference, ...rest, ...place, ...theirs });
  }
  const here = planted.filter(({ isHere = true }) => isHere);
  const state = { ...NOTHING, status: 'FILLED', facts: { filledUsd: '50', amountUsd: '50' } };
  await gateway.source.query(
    `insert into payment (id, account_id, kind, reference, status, state, asset, filled, user_id, created_at, updated_at)
     select n.id, account.id, 'payram_payment', n.reference, 'FILLED', $4, 'USD', 50,
       case when n.linked then 'planted' end, $5, $5
     from provider_account account, unnest($1::uuid[], $2::text[], $3::boolean[]) as n (id, reference, linked)
     where account.provider = 'payram' and account.account = $6`,
    [
      here.map(() => newId(at)),
      here.map(({ reference }) => reference),
      here.map(({ isLinked = true }) => isLinked),
      JSON.stringify(state),
      at,
      desk.account,
    ],
  );
}
