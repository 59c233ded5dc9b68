import { delaySeconds, STANDARD_SCHEDULE } from '../../kernel/retry-schedule.js';

/** Why no answer was read. */
export type FailureReason =
  | 'blocked_address'
  | 'dns_failed'
  | 'tls_failed'
  | 'request_invalid'
  | 'connect_failed'
  | 'connection_lost'
  | 'bad_response'
  | 'timeout';

/** What a partner says of the lead in its reply, whatever the status. */
export type Told = 'accepted' | 'duplicate' | 'rejected' | 'retry' | 'fatal';

/** What one attempt saw. `sent`: bytes of the request left, so the lead may have arrived. */
export type Seen =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly retryAfterSeconds: number | null;
      /** What the reply itself says, by the endpoint's outcome rules; null: its status decides. */
      readonly told: Told | null;
    }
  | { readonly kind: 'failure'; readonly reason: FailureReason; readonly sent: boolean }
  /** Nobody is left to say: the worker died, or was told to stop. */
  | { readonly kind: 'lost'; readonly sent: boolean };

export type DeliveryState = 'waiting' | 'retrying' | 'delivered' | 'refused' | 'exhausted' | 'unknown' | 'held';

/** Where a delivery stands. */
export type Course = {
  readonly state: DeliveryState;
  readonly reason: string | null;
  /** Set while it waits for an attempt, and only then. */
  readonly nextAttemptAt: Date | null;
  readonly retriesUsed: number;
  /** Attempts in a row that nobody was left to tell of. */
  readonly losses: number;
};

/** What the endpoint grants a delivery. */
export type Terms = {
  readonly maxRetries: number;
  /** Seconds before each retry; null: the standard schedule. */
  readonly retrySchedule: readonly number[] | null;
  readonly onUnknown: 'retry' | 'hold';
};

type Moment = {
  readonly now: Date;
  /** Drawn once by the caller, evenly from 0 to 1. */
  readonly jitter: number;
};

/** What became of the attempt and why, and where that leaves the delivery. */
export type Verdict = {
  readonly outcome: 'delivered' | 'refused' | 'failed' | 'unknown';
  readonly reason: string | null;
  readonly course: Course;
  readonly disableEndpoint: boolean;
};

type Finding = Pick<Verdict, 'outcome' | 'reason'> & {
  /** The receiver gets a minute at least. */
  readonly overload?: boolean;
  readonly retryAfterSeconds?: number | null;
};

const GONE = 'endpoint_gone';
/** A delivery that so many workers in a row did not survive is kept from the next until a person looks at it. */
const LOSSES_AT_MOST = 10;

/** A reply that says so outweighs its status: many answer 200 with a refusal inside. */
const TOLD: Readonly<Record<Told, Pick<Finding, 'outcome' | 'reason'>>> = {
  accepted: { outcome: 'delivered', reason: null },
  duplicate: { outcome: 'delivered', reason: 'duplicate' },
  rejected: { outcome: 'refused', reason: 'partner_rejected' },
  retry: { outcome: 'failed', reason: 'partner_not_ready' },
  fatal: { outcome: 'refused', reason: 'partner_fatal' },
};

const ENDS: ReadonlySet<DeliveryState> = new Set(['delivered', 'refused', 'exhausted', 'unknown'] as const);
const OVERLOADED = new Set([429, 502, 503, 504]);
const NOT_NOW = new Set([408, 425]);
const CREDENTIALS = new Set([401, 403, 407]);

/** Whether nothing more happens by itself. A held delivery is not at its end: its obstacle may go away. */
export function isEnd(state: DeliveryState): boolean {
  return ENDS.has(state);
}

/**
 * What an attempt means for its delivery: an end, or another attempt at a time. Retries are counted against the
 * endpoint's budget; a lost attempt is our failure and costs the partner none.
 */
export function judge(seen: Seen, before: Course, terms: Terms, moment: Moment): Verdict {
  if (seen.kind === 'lost') return judgeLoss(seen.sent, before, terms, moment.now);
  const finding = findingOf(seen);
  const { outcome, reason } = finding;
  const mayRetry = outcome === 'failed' || (outcome === 'unknown' && terms.onUnknown === 'retry');
  const nextAttemptAt = mayRetry ? timeOfRetry(finding, before, terms, moment) : null;
  const course: Course = nextAttemptAt
    ? { state: 'retrying', reason, nextAttemptAt, retriesUsed: before.retriesUsed + 1, losses: 0 }
    : { state: endOf(outcome), reason, nextAttemptAt: null, retriesUsed: before.retriesUsed, losses: 0 };
  return { outcome, reason, course, disableEndpoint: reason === GONE };
}

/** A resend is a person's single try beside the schedule: it can deliver, and else leaves the delivery where it stands. */
export function judgeResend(seen: Seen, before: Course): Verdict {
  const { outcome, reason } = seen.kind === 'lost' ? findingOfLoss(seen.sent) : findingOf(seen);
  const delivered: Course = { ...before, state: 'delivered', reason, nextAttemptAt: null, losses: 0 };
  return { outcome, reason, course: outcome === 'delivered' ? delivered : before, disableEndpoint: false };
}

function findingOf(seen: Exclude<Seen, { kind: 'lost' }>): Finding {
  if (seen.kind === 'response') {
    const { status, retryAfterSeconds, told } = seen;
    const byStatus = findingOfStatus(status, retryAfterSeconds);
    return told === null ? byStatus : { ...byStatus, retryAfterSeconds, ...TOLD[told] };
  }
  const { reason, sent } = seen;
  if (reason === 'blocked_address') return { outcome: 'refused', reason };
  return { outcome: sent ? 'unknown' : 'failed', reason, overload: reason === 'timeout' };
}

function findingOfStatus(status: number, retryAfterSeconds: number | null): Finding {
  if (status >= 200 && status <= 299) return { outcome: 'delivered', reason: null };
  if (status === 410) return { outcome: 'refused', reason: GONE };
  return { outcome: 'failed', reason: reasonOf(status), overload: OVERLOADED.has(status), retryAfterSeconds };
}

function reasonOf(status: number): string {
  if (OVERLOADED.has(status)) return 'overloaded';
  if (NOT_NOW.has(status)) return 'not_now';
  if (CREDENTIALS.has(status)) return 'credentials';
  const classes: Readonly<Record<number, string>> = { 3: 'redirect', 4: 'rejected', 5: 'server_error' };
  return classes[Math.floor(status / 100)] ?? 'unexpected_status';
}

function findingOfLoss(sent: boolean): Finding {
  return { outcome: sent ? 'unknown' : 'failed', reason: 'worker_lost' };
}

/** The budget does not matter: a lost attempt is made again also when there are no retries. */
function judgeLoss(sent: boolean, before: Course, terms: Terms, now: Date): Verdict {
  const { outcome, reason } = findingOfLoss(sent);
  const losses = before.losses + 1;
  const counted = { retriesUsed: before.retriesUsed, losses };
  const verdictOf = (course: Course): Verdict => ({ outcome, reason, course, disableEndpoint: false });
  if (losses >= LOSSES_AT_MOST) return verdictOf({ ...counted, state: 'held', reason: 'poison', nextAttemptAt: null });
  if (sent && terms.onUnknown === 'hold')
    return verdictOf({ ...counted, state: 'unknown', reason, nextAttemptAt: null });
  return verdictOf({ ...counted, state: 'retrying', reason, nextAttemptAt: now });
}

/** Null when the budget is used up. */
function timeOfRetry(finding: Finding, { retriesUsed }: Course, terms: Terms, { now, jitter }: Moment): Date | null {
  if (retriesUsed >= terms.maxRetries) return null;
  const { overload = false, retryAfterSeconds: retryAfter = null } = finding;
  const schedule = terms.retrySchedule?.length ? terms.retrySchedule : STANDARD_SCHEDULE;
  const seconds = delaySeconds({ schedule, retry: retriesUsed + 1, jitter, retryAfter, overload });
  return new Date(now.getTime() + Math.round(seconds * 1_000));
}

function endOf(outcome: Verdict['outcome']): DeliveryState {
  return outcome === 'failed' ? 'exhausted' : outcome;
}
