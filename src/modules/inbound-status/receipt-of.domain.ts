import type { Decision } from './batch-decision.domain.js';
import { caseMismatch } from './case-mismatch.domain.js';
import { maskedTrace } from './masked.domain.js';
import type { Became, PreparedUpdate, Recorded, RecordedUpdate, SetAside, Submission } from './submission.js';

type Decisions = ReadonlyMap<PreparedUpdate, Decision>;
type Read = PreparedUpdate | SetAside;

/** What the receipt of a submission says; of a body with several updates, what became of the first, and of the first lead. */
export function receiptOf(submission: Submission, recorded: readonly RecordedUpdate[], decisions: Decisions) {
  const {
    caller: { partnerId, environment },
    refusal,
    adapterVersion,
  } = submission;
  const [first] = recorded;
  const httpStatus = httpStatusOf(submission, recorded);
  const updates = inOrder(submission).map((one, at) => traceOf(one, submission, decisions, recorded[at]));
  const trace = first ? { updates } : null;
  if (refusal || !first || recorded.every(({ outcome }) => outcome === 'refused')) {
    const reason = refusal?.code ?? first?.refusal?.code ?? 'nothing_to_do';
    const verdict = httpStatus < 500 ? ('refused' as const) : ('failed' as const);
    return { partnerId, environment, adapterVersion, verdict, reason, httpStatus, trace };
  }
  return {
    partnerId,
    environment,
    adapterVersion,
    verdict: 'accepted' as const,
    reason: first.refusal?.code ?? first.parked ?? first.outcome,
    httpStatus,
    outcome: first.outcome,
    leadId: recorded.find(({ leadId }) => leadId !== null)?.leadId ?? null,
    trace,
  };
}

/** How it was read, when an adapter did, matched, and what it became. Values that say something about a person are masked. */
function traceOf(read: Read, { adapterVersion }: Submission, decisions: Decisions, recorded?: RecordedUpdate) {
  const { trace } = read;
  const match = isPrepared(read) ? decisions.get(read)?.match : undefined;
  const warnings = [...read.warnings, ...(isPrepared(read) ? caseMismatch(read, match) : [])];
  return {
    became: recorded && becameOf(recorded),
    match: match?.steps ?? [],
    read: adapterVersion === null ? undefined : maskedTrace(trace),
    ...(!isPrepared(read) && { ignored: read.ignored, refused: read.refusal?.code ?? null }),
    warnings: warnings.length === 0 ? undefined : warnings,
  };
}

/** What became of one update, as a receipt keeps it. */
export function becameOf({ outcome, parked, refusal, leadId, canonical, byHand }: RecordedUpdate): Became {
  return { outcome, reason: refusal?.code ?? parked, leadId, canonical, ...(byHand && { byHand }) };
}

/** What the sender is told. */
export function recordedOf(submission: Submission, decisions: Decisions): Recorded {
  const updates = inOrder(submission).flatMap((one) => {
    if (!isPrepared(one)) return [setAsideOf(one)];
    const decision = decisions.get(one);
    return decision ? [resultOf(one, decision)] : [];
  });
  return { receiptId: submission.receiptId, httpStatus: httpStatusOf(submission, updates), updates };
}

/** The updates as they stood in the body. */
function inOrder({ updates, setAside }: Submission): readonly Read[] {
  if (setAside.length === 0) return updates;
  return [...updates, ...setAside].sort((one, other) => one.item - other.item);
}

function isPrepared(read: Read): read is PreparedUpdate {
  return 'dedupe' in read;
}

function setAsideOf({ refusal }: SetAside): RecordedUpdate {
  const nothing = { parked: null, leadId: null, matchedBy: null, rawStatus: null, canonical: null };
  return { ...nothing, outcome: refusal ? 'refused' : 'ignored', refusal };
}

function resultOf({ fields, status }: PreparedUpdate, { match, outcome, parked }: Decision): RecordedUpdate {
  const matched = match.outcome === 'matched';
  return {
    outcome,
    parked,
    refusal: null,
    leadId: matched ? match.leadId : null,
    matchedBy: matched ? match.by : null,
    rawStatus: fields.Status,
    canonical: status.canonical,
  };
}

/** 200 if any update was matched or is ignored, else the answer for the first. */
function httpStatusOf({ refusal, parkedAnswer }: Submission, updates: readonly RecordedUpdate[]): number {
  if (refusal) return refusal.httpStatus;
  const [first] = updates;
  if (!first) return 400;
  if (updates.some(({ outcome }) => outcome !== 'parked' && outcome !== 'refused')) return 200;
  return first.outcome === 'refused' ? 400 : parkedAnswer;
}
