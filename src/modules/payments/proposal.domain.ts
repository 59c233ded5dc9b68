import type { Decimal } from '../../kernel/money.js';
import { type Body, textOf } from './reading.domain.js';

/** What a webhook says of who paid. It may be anybody's word, so it proposes and never links. */
export type Payer = {
  /** Our own request's id, as it came back. */
  readonly requestIds: readonly string[];
  readonly userIds: readonly string[];
  readonly emails: readonly string[];
  readonly phones: readonly string[];
};
export type ProposalReason = 'invoice_id' | 'customer_id' | 'email' | 'phone' | 'amount';

/** A request that no payment answers yet. */
export type OpenRequest = {
  readonly id: string;
  readonly userId: string;
  readonly leadId: string | null;
  readonly amount: Decimal;
  readonly currency: string;
  readonly state: string;
  readonly createdAt: Date;
};
export type Proposal = OpenRequest & { readonly because: readonly ProposalReason[] };

/** Users that each kind of word stands for. */
export type KnownUsers = { readonly email: readonly string[]; readonly phone: readonly string[] };
type Came = { readonly filled: Decimal | null; readonly asset: string | null };

const REQUESTS = ['invoice_id', 'invoiceId'];
const USERS = ['customer_id', 'customerId', 'customerID', 'internal_user_id'];
const EMAILS = ['customer_email', 'customerEmail', 'email'];
const PHONES = ['customer_phone', 'phone', 'mobileNumber'];

export function payerIn(bodies: readonly Body[]): Payer {
  const all = (names: readonly string[]) => [
    ...new Set(bodies.flatMap((body) => names.flatMap((name) => textOf(body[name]) ?? []))),
  ];
  return { requestIds: all(REQUESTS), userIds: all(USERS), emails: all(EMAILS), phones: all(PHONES) };
}

/** Those that something speaks for beside the amount, the best first. */
export function proposalsFrom(
  requests: readonly OpenRequest[],
  payer: Payer,
  known: KnownUsers,
  came: Came,
): Proposal[] {
  const proposals = requests.map((request) => ({ ...request, because: reasonsFor(request, payer, known, came) }));
  return proposals
    .filter(({ because }) => because.some((reason) => reason !== 'amount'))
    .sort((one, other) => weightOf(other) - weightOf(one) || (one.id < other.id ? 1 : -1));
}

function reasonsFor(request: OpenRequest, payer: Payer, known: KnownUsers, came: Came): ProposalReason[] {
  const { id, userId, amount, currency } = request;
  const isSame = came.filled === amount && came.asset?.toLowerCase() === currency.toLowerCase();
  const found: Readonly<Record<ProposalReason, boolean>> = {
    invoice_id: payer.requestIds.includes(id),
    customer_id: payer.userIds.includes(userId),
    email: known.email.includes(userId),
    phone: known.phone.includes(userId),
    amount: isSame,
  };
  return (Object.keys(found) as ProposalReason[]).filter((reason) => found[reason]);
}

const WEIGHTS: Readonly<Record<ProposalReason, number>> = {
  ...{ invoice_id: 16, customer_id: 8, email: 4, phone: 2, amount: 1 },
};

function weightOf({ because }: Proposal): number {
  return because.reduce((sum, reason) => sum + WEIGHTS[reason], 0);
}
