/** What is known about a lead, as far as it says where it stands. */
export type LeadFacts = {
  readonly state: 'unrouted' | 'routed' | 'delivered' | 'not_delivered';
  readonly massTort: string;
  readonly createdAt: Date;
  /** Null: nobody has it. */
  readonly partner: string | null;
  /** Why nobody has it, if that is still so. */
  readonly obstacle: { readonly code: 'no_partner' | 'no_endpoint' | 'capped'; readonly state: string | null } | null;
  readonly delivery: DeliveryFacts | null;
  /** What the partner reported last that moved the lead. */
  readonly report: { readonly rawStatus: string; readonly label: string; readonly at: Date } | null;
  /** What waits for somebody about this lead. */
  readonly waiting: readonly { readonly reason: string; readonly fix: string }[];
};
type DeliveryFacts = {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
  readonly attempts: number;
  readonly httpStatus: number | null;
  readonly nextAttemptAt: Date | null;
  readonly finishedAt: Date | null;
};

/** `fix` is null when nothing is to be done. */
export type Explanation = { readonly sentence: string; readonly fix: string | null };

/** In one sentence: where a lead stands and why; in another, what would fix it. */
export function explain(facts: LeadFacts): Explanation {
  const standing = standingOf(facts);
  const [first, ...more] = facts.waiting;
  if (!first) return standing;
  const others = more.length > 0 ? `, and ${more.length} more` : '';
  const sentence = `${standing.sentence.slice(0, -1)}; something about it waits for an operator (${first.reason}${others}).`;
  return { sentence, fix: first.fix };
}

function standingOf(facts: LeadFacts): Explanation {
  const { partner, delivery, report } = facts;
  if (partner === null) return unrouted(facts);
  if (report) {
    const sentence = `${partner} reported ${JSON.stringify(report.rawStatus)} on ${moment(report.at)}: ${report.label}.`;
    return { sentence, fix: null };
  }
  if (!delivery) return { sentence: `It was routed to ${partner} and is about to be sent.`, fix: null };
  return sent(partner, delivery);
}

const OBSTACLES = {
  no_partner: [
    'no active partner takes it there',
    'Give a partner this case in that state; the lead is routed within a minute.',
  ],
  no_endpoint: [
    'no partner that takes it has an endpoint that can be used',
    'Save an endpoint of such a partner; the lead is routed at once.',
  ],
  capped: [
    'every partner that takes it has reached its cap of the day',
    'Raise a cap, or wait: it is routed after midnight UTC.',
  ],
} as const;

function unrouted({ massTort, obstacle, createdAt }: LeadFacts): Explanation {
  const since = `Nobody has it since ${moment(createdAt)}`;
  if (!obstacle)
    return { sentence: `${since}, but a partner would take it now.`, fix: 'Wait: it is routed within a minute.' };
  const [why, fix] = OBSTACLES[obstacle.code];
  const where = obstacle.state === null ? 'an unknown state' : obstacle.state;
  return { sentence: `${since}: of ${massTort} in ${where}, ${why}.`, fix };
}

function sent(partner: string, delivery: DeliveryFacts): Explanation {
  const { id, state, reason, attempts, nextAttemptAt, finishedAt } = delivery;
  const resend = `Mend the cause, then send it again: POST /api/admin/deliveries/${id}/resend.`;
  switch (state) {
    case 'delivered': {
      const since = finishedAt === null ? '' : ` since ${moment(finishedAt)}`;
      return { sentence: `${partner} has it${since} and has reported nothing that moved it.`, fix: null };
    }
    case 'waiting':
      return { sentence: `It is about to be sent to ${partner}.`, fix: null };
    case 'retrying': {
      const next = nextAttemptAt === null ? 'soon' : moment(nextAttemptAt);
      const sentence = `${times(attempts)} could not be sent to ${partner}${because(delivery)}; the next attempt is due ${next}.`;
      return { sentence, fix: `Nothing, unless the endpoint of ${partner} stays like that.` };
    }
    case 'held':
      return { sentence: `It is held back from ${partner} (${reason}).`, fix: heldFix(reason, resend) };
    case 'unknown':
      return {
        sentence: `It may have reached ${partner}; nobody can tell${because(delivery)}.`,
        fix: `Ask ${partner}. ${resend}`,
      };
    default:
      return {
        sentence: `It never reached ${partner}: ${state} after ${attempts} of its attempts${because(delivery)}.`,
        fix: resend,
      };
  }
}

function heldFix(reason: string | null, resend: string): string {
  if (reason?.startsWith('endpoint_'))
    return 'Save the endpoint, and let the partner be active and live: what is held for it is sent at once.';
  if (reason?.startsWith('outbound_'))
    return 'Correct the outbound adapter, or what it requires, and activate it: the lead is sent at once.';
  return resend;
}

function because({ httpStatus, reason }: DeliveryFacts): string {
  const told = [httpStatus === null ? null : `answered ${httpStatus}`, reason].filter((part) => part !== null);
  return told.length === 0 ? '' : ` (${told.join(', ')})`;
}

function times(attempts: number): string {
  return attempts === 1 ? 'Once it' : `${attempts} times it`;
}

function moment(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
