import type { Target } from '../inbound-adapter.domain.js';
import type { Choice } from './choose.domain.js';

export type Band = 'auto' | 'check' | 'not_found';

export type Verdict = { readonly confidence: number; readonly band: Band };

const AUTO = 0.9;
const CHECK = 0.6;
const CLOSE_RACE = 0.15;
const ECHOED = 0.97;

/**
 * Score at which a proposal is right as often as not. Every update has a status and nearly every one an id, so the best
 * path for those is right with less evidence than one for a remark. Fitted on eval/formats/.
 */
const MIDDLE: Readonly<Record<Target, number>> = {
  ...{ Status: 0.42, ExternalLeadId: 0.48, LeadId: 0.5, EventId: 0.5, EventTime: 0.5 },
  ...{ ContactPhone: 0.46, ContactEmail: 0.48, ContactName: 0.48 },
  ...{ SubStatus: 0.5, Message: 0.5, CaseCode: 0.48, LawFirm: 0.5 },
};
const SLOPE = 12;

export function verdictOf(choice: Choice): Verdict {
  const { field, chosen } = choice;
  if (chosen === null) return { confidence: 0, band: 'not_found' };
  if (chosen.echoed) return { confidence: ECHOED, band: 'auto' };
  const confidence = calibrated(field, chosen.score.total);
  return { confidence, band: bandOf(choice, confidence) };
}

function calibrated(field: Target, total: number): number {
  return 1 / (1 + Math.exp(-SLOPE * (total - MIDDLE[field])));
}

/** Our own id is never taken for granted by name or shape; a close race is for a person to decide. */
function bandOf({ field, chosen, runnerUp }: Choice, confidence: number): Band {
  if (confidence < CHECK) return 'not_found';
  if (confidence < AUTO || field === 'LeadId' || chosen === null) return 'check';
  const margin = runnerUp === null ? 1 : confidence - calibrated(field, runnerUp.score.total);
  return margin >= CLOSE_RACE ? 'auto' : 'check';
}
