import type { Decimal } from '../../kernel/money.js';
import type { Facts, PaymentState } from './payment-state.domain.js';

type Asked = {
  readonly id: string;
  readonly reference: string | null;
  readonly userId: string;
  readonly leadId: string | null;
  readonly amount: Decimal;
  readonly currency: string;
  readonly createdAt: Date;
};
type Happened = {
  readonly events: readonly { readonly outcome: string; readonly createdAt: Date }[];
  readonly corrections: readonly {
    readonly kind: string;
    readonly madeBy: string;
    readonly reason: string;
    readonly createdAt: Date;
  }[];
};

/** Why a payment is somebody's. */
type LinkedBy = {
  /** The provider's answer to our own request named it; a person linked it; a person moved it to somebody else. */
  readonly rule: 'request' | 'person' | 'moved';
  readonly at: Date;
  readonly by: string | null;
  readonly reason: string | null;
};

/** What a payment rests on: what was asked, what its provider told, and why it is whose it is. */
export type Evidence = {
  readonly asked: Omit<Asked, 'userId' | 'leadId'> | null;
  readonly webhooksSay: { readonly status: string | null; readonly statuses: readonly string[]; readonly facts: Facts };
  /** Its own answer when it was asked last; null when it never was. */
  readonly providerSays: PaymentState['confirmed'];
  /** Whether PayRam tells our own number of the request back; null when it tells none: not every version knows it. */
  readonly numberMatches: boolean | null;
  readonly linkedBy: LinkedBy | null;
};

export function evidenceOf(state: PaymentState, request: Asked | null, happened: Happened): Evidence {
  const { status, seen, facts, confirmed } = state;
  const asked = request && {
    ...{ id: request.id, reference: request.reference, amount: request.amount, currency: request.currency },
    createdAt: request.createdAt,
  };
  const linkedBy = request && linkOf(request, happened);
  const numberMatches = request && facts.invoiceId !== undefined ? facts.invoiceId === request.id : null;
  return { asked, webhooksSay: { status, statuses: seen, facts }, providerSays: confirmed, numberMatches, linkedBy };
}

/** The last one counts. Who linked it, and why, is among the decisions. */
function linkOf({ createdAt }: Asked, { events, corrections }: Happened): LinkedBy {
  const move = corrections.findLast(({ kind }) => kind === 'move');
  if (move) return { rule: 'moved', at: move.createdAt, by: move.madeBy, reason: move.reason };
  const link = events.findLast(({ outcome }) => outcome === 'payment.linked');
  return { rule: link ? 'person' : 'request', at: link?.createdAt ?? createdAt, by: null, reason: null };
}
