import type { ServerResponse } from 'node:http';
import type { Problem } from '../../platform/http/problem.js';
import type { Recorded, RecordedUpdate } from './submission.js';

/** An answer in the shape that PayMe's public contract promises. */
export type PartnerReply = {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
};

const SENTENCES = {
  applied: 'Status recorded.',
  duplicate: 'This update was recorded before; nothing changed.',
  stale: 'Recorded. It is older than what is known, so the lead stays where it is.',
  unmapped: 'Recorded. This status is not mapped yet, so the lead stays where it is.',
  ignored: 'Received. By your adapter this carries no status, so nothing changed.',
  lead_not_found: 'No lead of yours matches. The update is kept; check the identifiers you sent.',
  lead_ambiguous: 'More than one lead of yours matches. The update is kept for an operator.',
} as const;

/** For an operator they differ, for the sender they do not. */
const AMBIGUOUS = new Set<string>(['lead_ambiguous', 'identifiers_disagree']);

/** What the sender of a stored webhook is told. */
export function replyTo({ receiptId, httpStatus, updates }: Recorded): PartnerReply {
  const [only, ...more] = updates;
  if (!only) throw new Error('A stored webhook without an update was refused');
  if (more.length > 0) {
    const results = updates.map((update) => resultOf(update, receiptId));
    return {
      status: httpStatus,
      body: { Status: httpStatus < 400 ? 'success' : 'error', Results: results, ReceiptId: receiptId },
    };
  }
  return { status: httpStatus, body: { Status: httpStatus < 400 ? 'success' : 'error', ...resultOf(only, receiptId) } };
}

function resultOf(update: RecordedUpdate, receiptId: string): object {
  const { outcome, parked, refusal, leadId, matchedBy, rawStatus, canonical } = update;
  if (refusal) return { Code: refusal.code, Message: refusal.message, ReceiptId: receiptId };
  if (outcome === 'parked' || outcome === 'refused') {
    const code = parked !== null && AMBIGUOUS.has(parked) ? 'lead_ambiguous' : 'lead_not_found';
    return { Code: code, Message: SENTENCES[code], ReceiptId: receiptId };
  }
  return {
    Message: SENTENCES[outcome],
    LeadId: leadId,
    RawStatus: rawStatus,
    CanonicalStatus: canonical,
    Outcome: outcome,
    MatchedBy: matchedBy,
    ReceiptId: receiptId,
  };
}

/** What a refused sender is told. `receiptId` for what was kept under its name. */
export function replyToProblem(
  { status, code, message, retryAfterSeconds, errorId }: Problem,
  receiptId: string | null,
): PartnerReply {
  const more = {
    ...(receiptId !== null && { ReceiptId: receiptId }),
    ...(errorId !== undefined && { ErrorId: errorId }),
  };
  const body = {
    Status: 'error',
    Code: code,
    Message: status === 500 ? 'Not recorded; please send it again.' : message,
    ...more,
  };
  if (retryAfterSeconds === undefined) return { status, body };
  return { status, body, headers: { 'Retry-After': String(retryAfterSeconds) } };
}

/** Writes a reply. Answers about leads are for the sender alone, never for a cache. */
export function send(response: ServerResponse, { status, body, headers }: PartnerReply): void {
  if (response.headersSent || response.destroyed) return;
  const text = JSON.stringify(body);
  const length = Buffer.byteLength(text);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': length,
    'Cache-Control': 'no-store',
    ...headers,
  });
  response.end(text);
}
