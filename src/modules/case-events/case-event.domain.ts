import { versionOf } from '../../kernel/newest.js';
import { isoTime, opaqueText } from '../../kernel/opaque-text.js';
import type { CaseFacts } from './case-state.domain.js';
import { eventNamed } from './event-names.domain.js';

export type Members = Readonly<Record<string, unknown>>;

/** An event as far as it is no health data. */
export type CaseEvent = {
  readonly name: string | null;
  readonly known: boolean;
  /** CareValidate's own id of the case, as opaque text. */
  readonly caseId: string | null;
  readonly activityId: string | null;
  readonly at: Date | null;
  /** Of the case's members. */
  readonly version: string;
  readonly facts: Partial<CaseFacts>;
  readonly members: readonly string[];
  readonly isRestricted: boolean;
  readonly isPhi: boolean | null;
  /** What a `PAYMENT_…` event tells of. */
  readonly payment: Members | null;
};

const NAME = /^[A-Z][A-Z0-9_]{0,79}$/;
const STATUSES = ['OPEN', 'ASSIGNED', 'IN_PROGRESS', 'APPROVED', 'REJECTED', 'NO_DECISION'];
const ARCHIVE_REASONS = ['COMPLETE', 'INELIGIBLE'];
/** Stands for a word that nobody knows: it could say anything, so it stays in the body. */
const OTHER = 'OTHER';
/** A sender's clock may be ahead; a time beyond that would make everything later look old. */
const AHEAD_MS = 3_600_000;

/** What events are documented to carry; other names are not kept, since nobody knows what they say. */
const MEMBERS = [
  ...['case', 'activity', 'payment', 'paymentInfo', 'caller', 'decision', 'comment', 'comments', 'attachment'],
  ...['assignees', 'form', 'response', 'calendarEvent', 'order', 'caseId', 'subscription', 'hrRep', 'note'],
] as const;

/** Reads an event's envelope. `eventKey` names it where it has no activity id. */
export function readCaseEvent(body: Members, receivedAt: Date, eventKey: string): CaseEvent {
  const payload = objectIn(body, 'payload');
  const [activity, snapshot] = [objectIn(payload, 'activity'), objectIn(payload, 'case')];
  const name = nameIn(body['event']);
  const past = (value: unknown) => pastTime(value, receivedAt);
  const [activityId, at] = [opaqueText(activity['id']), past(activity['timestamp'])];
  const version = versionOf(past(snapshot['updatedAt']), at, activityId ?? eventKey);
  return {
    ...{ name, known: eventNamed(name).group !== 'unknown', caseId: caseIdIn(payload), activityId, at, version },
    facts: factsIn(snapshot),
    // The older set-up has `order` beside the payload.
    members: MEMBERS.filter(
      (member) => payload[member] !== undefined || (member === 'order' && body[member] !== undefined),
    ),
    isRestricted: activity['isRestricted'] === true || objectIn(payload, 'comment')['isRestricted'] === true,
    isPhi: typeof activity['isPHI'] === 'boolean' ? activity['isPHI'] : null,
    payment: name?.startsWith('PAYMENT_') && isObject(payload['payment']) ? payload['payment'] : null,
  };
}

export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectIn(members: Members, name: string): Members {
  const value = members[name];
  return isObject(value) ? value : {};
}

function nameIn(value: unknown): string | null {
  return typeof value === 'string' && NAME.test(value) ? value : null;
}

/** The first hit wins. */
function caseIdIn(payload: Members): string | null {
  const places = [objectIn(payload, 'case')['id'], payload['caseId'], objectIn(payload, 'decision')['caseId']];
  return places.map(opaqueText).find((id) => id !== null) ?? null;
}

/** A member that is absent or of another type says nothing; null says that there is none. */
function factsIn({ status, isArchived, closedAt, archiveReason }: Members): Partial<CaseFacts> {
  return {
    ...(typeof status === 'string' && { status: wordIn(STATUSES, status) }),
    ...(typeof isArchived === 'boolean' && { isArchived }),
    ...((closedAt === null || isoTime(closedAt)) && { closedAt: isoTime(closedAt)?.toISOString() ?? null }),
    ...(archiveReason === null && { archiveReason }),
    ...(typeof archiveReason === 'string' && { archiveReason: wordIn(ARCHIVE_REASONS, archiveReason) }),
  };
}

function wordIn(known: readonly string[], word: string): string {
  return known.includes(word) ? word : OTHER;
}

function pastTime(value: unknown, receivedAt: Date): Date | null {
  const time = isoTime(value);
  return time && time.getTime() <= receivedAt.getTime() + AHEAD_MS ? time : null;
}
