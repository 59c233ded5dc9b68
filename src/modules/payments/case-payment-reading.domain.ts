import { type Decimal, plus } from '../../kernel/money.js';
import { versionOf } from '../../kernel/newest.js';
import { isoTime } from '../../kernel/opaque-text.js';
import type { ExceptionCode } from './cell.domain.js';
import type { Facts } from './payment-state.domain.js';
import { amountOf, type Body, Flaws, present, type Reading, textOf } from './reading.domain.js';

/** An activity of a case that tells of a payment. */
export type CasePayment = {
  /** `PAYMENT_…` */
  readonly name: string;
  readonly payment: Body;
  /** CareValidate's own id of the case. */
  readonly caseId: string | null;
  readonly activityAt: Date | null;
  /** Tells two activities of one moment apart. */
  readonly eventId: string;
};
type Given = { readonly receivedAt: Date; readonly currency: string };

const ACTIVITIES: ReadonlyMap<string, string> = new Map([
  ['PAYMENT_ADDED', 'created'],
  ['PAYMENT_PREAUTHORIZED', 'authorized'],
  ['PAYMENT_UPDATED', 'updated'],
  ['PAYMENT_COMPLETED', 'paid'],
  ['PAYMENT_DELETED', 'void'],
]);

type Own = { readonly name: string; readonly reports?: ExceptionCode; readonly reversed?: true };
const NONE: Own = { name: '' };

/** What a payment's own status says beside the activity; a status that is not here is not known. */
const STATUSES: readonly Own[] = [
  { name: 'PAID' },
  { name: 'UNPAID' },
  { name: 'CANCELED', reversed: true, reports: 'refund_reported' },
  { name: 'CANCELLED', reversed: true, reports: 'refund_reported' },
  { name: 'REFUND', reversed: true, reports: 'refund_reported' },
  { name: 'IN_DISPUTE', reports: 'dispute' },
  { name: 'LOST_DISPUTE', reports: 'dispute' },
  { name: 'ERROR', reports: 'failed' },
];

/** A sender's clock may be ahead; a time beyond that would make everything later look old. */
const AHEAD_MS = 3_600_000;
const MOST_FEES = 50;
/** Another name could say anything; its amount counts as `other`. */
const FEE_NAME = /^[a-z][A-Za-z]{0,36}Fee$/;

/** What a `PAYMENT_…` activity tells. Its description names a drug: it stays in the body, which is sealed. */
export function readCasePayment(told: CasePayment, { receivedAt, currency }: Given): Reading {
  const { payment, name, activityAt, eventId } = told;
  const reference = textOf(payment['id']);
  if (reference === null) return { is: 'unknown', reason: 'reference_missing' };
  const flaws = new Flaws();
  const { status, rawStatus, reports } = standingOf(name, payment);
  const updatedAt = past(isoTime(payment['updatedAt']), receivedAt);
  const at = updatedAt ?? past(activityAt, receivedAt);
  const facts = factsOf(told, status, currency, flaws);
  const version = versionOf(updatedAt, past(activityAt, receivedAt), eventId);
  const object = { kind: 'carevalidate_payment', reference, status, rawStatus, at, facts } as const;
  const event = { ...object, progress: false, verified: true, known: true, flaws: flaws.all, reports, version };
  return { is: 'event', event };
}

type Standing = {
  readonly status: string | null;
  readonly rawStatus: string;
  readonly reports: readonly ExceptionCode[];
};

function standingOf(name: string, payment: Body): Standing {
  const own = ownStatusOf(payment['status']);
  const isDeleted = payment['isDeleted'] === true;
  const activity = isDeleted ? 'void' : ACTIVITIES.get(name);
  const rawStatus = [name, own?.name, isDeleted && 'deleted'].filter(Boolean).join(' ');
  if (!own || activity === undefined) return { status: null, rawStatus, reports: [] };
  const reports = own.reports === undefined ? [] : [own.reports];
  return { status: columnOf(activity, own), rawStatus, reports };
}

/** A payment may have no status of its own; undefined is one that nobody knows. */
function ownStatusOf(given: unknown): Own | undefined {
  return given === undefined || given === null ? NONE : STATUSES.find(({ name }) => name === given);
}

/** A deletion is one whatever else the payment is called; of the others a refund or cancellation contradicts each. */
function columnOf(activity: string, { name, reversed }: Own): string {
  if (activity === 'void') return activity;
  if (reversed) return 'reversed';
  return activity === 'paid' && name !== 'PAID' ? 'unpaid' : activity;
}

function factsOf({ payment, caseId }: CasePayment, status: string | null, currency: string, flaws: Flaws): Facts {
  const amount = amountOf(payment['amount'], () => flaws.add('amount_mismatch'));
  const timeIn = (name: string) => isoTime(payment[name])?.toISOString();
  return present({
    ...{ amount, currency, asset: currency, caseId, fees: feesIn(payment['fees'], flaws) },
    filled: status === 'paid' ? amount : undefined,
    ...{ dueAt: timeIn('dueDate'), paidAt: timeIn('paymentDate'), cancelledAt: timeIn('cancellationDate') },
  }) as Facts;
}

/** The named fees by their own names. `subFees` are a part of them and no sum of their own. */
function feesIn(given: unknown, flaws: Flaws): Record<string, Decimal> | undefined {
  if (given === undefined || given === null) return undefined;
  const wrong = () => flaws.add('amount_mismatch');
  const members = membersOf(given);
  if (members === null) wrong();
  const named = (members ?? []).filter(([name]) => name !== 'subFees');
  const amounts = named.flatMap(([name, value]) => amountedOf(name, amountOf(value, wrong)));
  const fees: Record<string, Decimal> = {};
  for (const [name, amount] of amounts) fees[name] = fees[name] === undefined ? amount : plus(fees[name], amount);
  return amounts.length === 0 ? undefined : fees;
}

function amountedOf(name: string, amount: Decimal | undefined): [string, Decimal][] {
  return amount === undefined ? [] : [[FEE_NAME.test(name) ? name : 'other', amount]];
}

function membersOf(given: unknown): [string, unknown][] | null {
  const members = typeof given === 'object' && given !== null && !Array.isArray(given) ? Object.entries(given) : null;
  return members && members.length <= MOST_FEES ? members : null;
}

function past(time: Date | null, receivedAt: Date): Date | null {
  return time !== null && time.getTime() <= receivedAt.getTime() + AHEAD_MS ? time : null;
}
