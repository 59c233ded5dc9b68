import type { StateTable } from './cell.domain.js';

/** The kinds of objects that providers tell of. */
export const KINDS = [
  'payram_payment',
  'payram_payout',
  'paidlys_invoice',
  'paidlys_withdrawal',
  'paidlys_deposit',
  'carevalidate_payment',
] as const;
export type Kind = (typeof KINDS)[number];

/** The rules of one kind of object. */
export type Machine = {
  /** Lowest rank first. A status that is not among them is not known. */
  readonly ranks: readonly string[];
  /** What its events are told apart by, where that is not the status itself; `becomes` says what applying one makes of it. */
  readonly incoming?: readonly string[];
  readonly becomes?: Readonly<Record<string, string>>;
  /** Status → those that must have been seen before it, or there is a gap; of `a|b`, either. */
  readonly needs: Readonly<Record<string, readonly string[]>>;
  readonly table: StateTable;
  /** After these nothing more is expected, so nothing is asked any more. */
  readonly ends: readonly string[];
  /** Facts that never change; another value is a conflict. */
  readonly fixed: readonly ('asset' | 'network' | 'to' | 'amount' | 'currency' | 'caseId')[];
  /** Reached without a webhook as a rule: that nobody told of it is no failure. */
  readonly silent: readonly string[];
};

/** Funds before a cancellation are no late funds; where a time is missing they may be. */
const AFTER_CANCELLATION = {
  older: 'F partial',
  up: 'F late partial',
  equal: 'D',
  down: 'SV',
} as const;
/** A part that is newer than the end of its link came too late, though it was told first. */
const PART_AND_END = { older: 'A late partial', else: 'A partial' } as const;
const CANCELLED_AFTER_FUNDS = { older: 'S late', newer: 'V', else: 'V late' } as const;

const PAYRAM_PAYMENT: Machine = {
  ranks: ['OPEN', 'PARTIALLY_FILLED', 'CANCELLED', 'FILLED', 'OVER_FILLED'],
  needs: { PARTIALLY_FILLED: ['OPEN'], CANCELLED: ['OPEN'], FILLED: ['OPEN'], OVER_FILLED: ['OPEN'] },
  ends: ['FILLED', 'OVER_FILLED'],
  fixed: ['amount', 'currency'],
  silent: ['OPEN', 'CANCELLED'],
  table: {
    none: { OPEN: 'A', PARTIALLY_FILLED: 'Ag', FILLED: 'Ag+V', OVER_FILLED: 'Ag+V over', CANCELLED: 'Ag' },
    OPEN: { OPEN: 'D', PARTIALLY_FILLED: 'A', FILLED: 'A+V', OVER_FILLED: 'A+V over', CANCELLED: 'A' },
    PARTIALLY_FILLED: {
      OPEN: 'S',
      PARTIALLY_FILLED: { up: 'A', equal: 'D', down: 'SV' },
      FILLED: 'A+V',
      OVER_FILLED: 'A+V over',
      CANCELLED: PART_AND_END,
    },
    CANCELLED: {
      OPEN: 'SV',
      PARTIALLY_FILLED: AFTER_CANCELLATION,
      FILLED: 'A+V late',
      OVER_FILLED: 'A+V late over',
      CANCELLED: 'D',
    },
    FILLED: {
      OPEN: 'SV',
      PARTIALLY_FILLED: 'SV',
      FILLED: { equal: 'D', else: 'V' },
      OVER_FILLED: { up: 'A+V over', else: 'V' },
      CANCELLED: CANCELLED_AFTER_FUNDS,
    },
    OVER_FILLED: {
      OPEN: 'SV',
      PARTIALLY_FILLED: 'SV',
      FILLED: 'SV',
      OVER_FILLED: { up: 'A+V over', equal: 'D', down: 'SV' },
      CANCELLED: CANCELLED_AFTER_FUNDS,
    },
  },
};

/** Outgoing money that nobody here asked for calls somebody at once; see `known` of an event. */
const PAYRAM_PAYOUT: Machine = {
  ranks: [
    ...['pending-otp-verification', 'pending-approval', 'pending', 'initiated', 'sent'],
    ...['failed', 'rejected', 'cancelled', 'processed'],
  ],
  needs: {},
  ends: ['failed', 'rejected', 'cancelled', 'processed'],
  fixed: ['asset', 'network', 'to', 'amount'],
  silent: [],
  table: payoutTable(),
};

const PAIDLYS_INVOICE: Machine = {
  ranks: ['created', 'pending', 'processing', 'expired', 'wrong', 'done', 'refunded'],
  needs: {
    pending: ['created'],
    processing: ['created', 'pending'],
    expired: ['created', 'pending'],
    wrong: ['created', 'pending'],
    done: ['created', 'pending'],
    refunded: ['created', 'pending', 'wrong'],
  },
  ends: ['done', 'refunded'],
  fixed: [],
  silent: ['created'],
  table: {
    none: {
      ...{ created: 'A', pending: 'Ag', processing: 'Ag', expired: 'Ag' },
      ...{ wrong: 'Ag+V partial', done: 'Ag+V', refunded: 'Ag+V' },
    },
    created: {
      ...{ created: 'D', pending: 'A', processing: 'Ag', expired: 'Ag' },
      ...{ wrong: 'Ag+V partial', done: 'Ag+V', refunded: 'Ag+V' },
    },
    pending: {
      ...{ created: 'S', pending: 'D', processing: 'A', expired: 'A' },
      ...{ wrong: 'A+V partial', done: 'A+V', refunded: 'Ag+V' },
    },
    processing: {
      ...{ created: 'S', pending: 'S', processing: 'D', expired: 'A+V late' },
      ...{ wrong: 'A+V partial', done: 'A+V', refunded: 'Ag+V' },
    },
    expired: {
      ...{ created: 'S', pending: 'S', processing: 'V late', expired: 'D' },
      ...{ wrong: 'A+V late partial', done: 'A+V late', refunded: 'Ag+V late' },
    },
    wrong: {
      ...{ created: 'S', pending: 'S', processing: 'S', expired: 'V late' },
      ...{ wrong: 'D', done: 'A+V short_accepted', refunded: 'A' },
    },
    done: {
      ...{ created: 'S', pending: 'S', processing: 'S', expired: 'V late' },
      ...{ wrong: 'V conflict', done: 'D', refunded: 'V conflict' },
    },
    refunded: {
      ...{ created: 'S', pending: 'S', processing: 'S', expired: 'S' },
      ...{ wrong: 'S', done: 'VP conflict', refunded: 'D' },
    },
  },
};

/** `processing` comes twice: without a hash it was initiated, with one it is on the chain. */
const PAIDLYS_WITHDRAWAL: Machine = {
  ranks: ['initiated', 'broadcast', 'done', 'rejected'],
  needs: { broadcast: ['initiated'], done: ['initiated', 'broadcast'], rejected: ['initiated'] },
  ends: ['done', 'rejected'],
  fixed: ['asset', 'network', 'to', 'amount'],
  silent: [],
  table: {
    unknown: { initiated: 'VP unlinked', broadcast: 'VP unlinked', done: 'VP unlinked', rejected: 'VP unlinked' },
    none: { initiated: 'A', broadcast: 'Ag', done: 'Ag+V', rejected: 'Ag+V' },
    initiated: { initiated: 'D', broadcast: 'A', done: 'Ag+V', rejected: 'A' },
    broadcast: { initiated: 'S', broadcast: { equal: 'D', else: 'V conflict' }, done: 'A', rejected: 'A+V failed' },
    done: { initiated: 'S', broadcast: { equal: 'S', else: 'V conflict' }, done: 'D', rejected: 'VP conflict' },
    rejected: { initiated: 'S', broadcast: 'VP conflict', done: 'VP conflict', rejected: 'D' },
  },
};

const PAIDLYS_DEPOSIT: Machine = {
  ranks: ['processing', 'frozen', 'failed', 'done'],
  needs: { done: ['processing|frozen'] },
  ends: ['done', 'failed'],
  fixed: ['asset', 'network', 'to'],
  silent: [],
  table: {
    none: { processing: 'A', done: 'Ag+V', failed: 'A', frozen: 'A frozen' },
    processing: { processing: 'D', done: 'A+V', failed: 'A failed', frozen: 'A frozen' },
    frozen: { processing: 'S', done: 'A+V', failed: 'A failed', frozen: 'D' },
    failed: { processing: 'S', done: 'VP conflict', failed: 'D', frozen: 'V conflict' },
    done: { processing: 'S', done: { equal: 'D', else: 'V conflict' }, failed: 'VP conflict', frozen: 'VP frozen' },
  },
};

const CONTRADICTS = { unpaid: 'V conflict', reversed: 'V refund_reported' } as const;

/**
 * Told by activities: added, changed, authorized, completed, deleted. `unpaid` is a completion whose payment is not paid,
 * `reversed` a payment that is called cancelled or refunded. `void` stands beside the ranks: what was paid stays paid.
 */
const CAREVALIDATE_PAYMENT: Machine = {
  ranks: ['created', 'authorized', 'paid', 'void'],
  incoming: ['created', 'authorized', 'updated', 'paid', 'unpaid', 'reversed', 'void'],
  becomes: { updated: 'created' },
  needs: { created: ['created'], authorized: ['created'], paid: ['created'], void: ['created'] },
  ends: ['paid', 'void'],
  fixed: ['caseId'],
  silent: [],
  table: {
    none: { created: 'A', authorized: 'Ag', updated: 'Ag', paid: 'Ag', void: 'Ag', ...CONTRADICTS },
    created: { created: 'D', authorized: 'A', updated: 'F', paid: 'A', void: 'A', ...CONTRADICTS },
    authorized: { created: 'S', authorized: 'D', updated: 'F', paid: 'A', void: 'A', ...CONTRADICTS },
    paid: {
      ...{ created: 'S', authorized: 'S', updated: { equal: 'F', else: 'V conflict' }, paid: 'D' },
      ...{ void: { older: 'V conflict', else: 'F voided' }, ...CONTRADICTS },
    },
    void: {
      ...{ created: 'S', authorized: 'S', updated: 'S', paid: { newer: 'V conflict', else: 'A voided' } },
      ...{ void: 'D', ...CONTRADICTS },
    },
  },
};

export const MACHINES: Readonly<Record<Kind, Machine>> = {
  payram_payment: PAYRAM_PAYMENT,
  payram_payout: PAYRAM_PAYOUT,
  paidlys_invoice: PAIDLYS_INVOICE,
  paidlys_withdrawal: PAIDLYS_WITHDRAWAL,
  paidlys_deposit: PAIDLYS_DEPOSIT,
  carevalidate_payment: CAREVALIDATE_PAYMENT,
};

/** Whether somebody's money comes in by it. */
export function isIncoming(kind: Kind): boolean {
  return kind !== 'payram_payout' && kind !== 'paidlys_withdrawal';
}

/** PayRam does not say in which order a payout's statuses come; each is known, and one that ended does not go on. */
function payoutTable(): StateTable {
  const open = ['pending-otp-verification', 'pending-approval', 'pending', 'initiated', 'sent'];
  const ended = ['failed', 'rejected', 'cancelled', 'processed'];
  const all = [...open, ...ended];
  const row = (current: string, cellOf: (incoming: string) => string) =>
    [current, Object.fromEntries(all.map((incoming) => [incoming, cellOf(incoming)]))] as const;
  const later = (current: string) => (incoming: string) => {
    if (incoming === current) return 'D';
    return all.indexOf(incoming) > all.indexOf(current) ? 'A' : 'S';
  };
  const afterEnd = (current: string) => (incoming: string) => {
    if (incoming === current) return 'D';
    return open.includes(incoming) ? 'S' : 'VP conflict';
  };
  return Object.fromEntries([
    row('unknown', () => 'AP unlinked'),
    row('none', () => 'A'),
    ...open.map((current) => row(current, later(current))),
    ...ended.map((current) => row(current, afterEnd(current))),
  ]);
}
