import type { Decision } from './batch-decision.domain.js';
import type { PreparedUpdate, Recorded, RecordedUpdate, Submission } from './submission.js';

type Decisions = ReadonlyMap<PreparedUpdate, Decision>;

/** What the receipt of a submission says; of a body with several updates, what became of the first. */
export function receiptOf(submission: Submission, recorded: readonly RecordedUpdate[], decisions: Decisions) {
  const { caller, refusal, adapterVersion, updates } = submission;
  const sender = { partnerId: caller.partnerId, environment: caller.environment, adapterVersion };
  const [first] = recorded;
  if (refusal || !first) {
    const reason = refusal?.code ?? 'nothing_to_do';
    return { ...sender, verdict: 'refused' as const, reason, httpStatus: refusal?.httpStatus ?? 400 };
  }
  return {
    ...sender,
    verdict: 'accepted' as const,
    reason: first.parked ?? first.outcome,
    httpStatus: httpStatusOf(submission, recorded),
    outcome: first.outcome,
    leadId: first.leadId,
    trace: { updates: updates.map((update) => traceOf(update, decisions.get(update))) },
  };
}

function traceOf({ warnings }: PreparedUpdate, decision: Decision | undefined) {
  return { match: decision?.match.steps ?? [], ...(warnings.length > 0 && { warnings }) };
}

/** What the sender is told. */
export function recordedOf(submission: Submission, decisions: Decisions): Recorded {
  const updates = submission.updates.flatMap((update) => {
    const decision = decisions.get(update);
    return decision ? [resultOf(update, decision)] : [];
  });
  return { receiptId: submission.receiptId, httpStatus: httpStatusOf(submission, updates), updates };
}

function resultOf({ fields, status }: PreparedUpdate, { match, outcome, parked }: Decision): RecordedUpdate {
  const matched = match.outcome === 'matched';
  return {
    outcome,
    parked,
    leadId: matched ? match.leadId : null,
    matchedBy: matched ? match.by : null,
    rawStatus: fields.Status ?? '',
    canonical: status.canonical,
  };
}

/** 200 if any update was matched, else the answer for parked ones. */
function httpStatusOf({ refusal, parkedAnswer }: Submission, updates: readonly RecordedUpdate[]): number {
  if (refusal) return refusal.httpStatus;
  return updates.some(({ outcome }) => outcome !== 'parked') ? 200 : parkedAnswer;
}
