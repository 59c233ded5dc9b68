import type { ProposedTarget } from '../inbound-adapter.domain.js';

/** Confidence below which nothing is proposed. */
export const CHECK = 0.6;

/**
 * Score at which a proposal is right as often as not. Every update has a status and nearly every one an id, so the best
 * path for those is right with less evidence than one for a remark. Fitted on eval/formats/.
 */
const MIDDLE: Readonly<Record<ProposedTarget, number>> = {
  ...{ Status: 0.36, ExternalLeadId: 0.45, LeadId: 0.5, EventId: 0.5, EventTime: 0.5 },
  ...{ ContactPhone: 0.46, ContactEmail: 0.48, ContactName: 0.48 },
  ...{ SubStatus: 0.5, Message: 0.5, CaseCode: 0.48, LawFirm: 0.48 },
};
const SLOPE = 12;

/** How often a proposal of this score is right, 0 to 1. */
export function calibrated(field: ProposedTarget, total: number): number {
  return 1 / (1 + Math.exp(-SLOPE * (total - MIDDLE[field])));
}

/** The score from which a path is proposed: below it the field is better left empty. */
export function leastOf(field: ProposedTarget): number {
  return MIDDLE[field] + Math.log(CHECK / (1 - CHECK)) / SLOPE;
}
