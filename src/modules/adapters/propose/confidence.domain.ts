import { CHECK, calibrated } from './calibration.domain.js';
import type { Choice } from './choose.domain.js';
import { words } from './word-list.domain.js';

export type Band = 'auto' | 'check' | 'not_found';

export type Verdict = { readonly confidence: number; readonly band: Band };

const AUTO = 0.9;
const CLOSE_RACE = 0.15;
/** Name and look have to agree. */
const NAMED = 0.5;
const LIKE_IT = 0.4;
const ECHOED = 0.97;

/** People, and what happens with them: theirs is an id to fall back on. */
const NO_RECORDS = words(`contact client customer claimant plaintiff person applicant invitee call conversation session
  document booking transaction task order`);

/** How sure a choice among all is. What was left empty has the confidence of what came closest. */
export function verdictOf(choice: Choice, all: readonly Choice[]): Verdict {
  const { field, chosen, runnerUp } = choice;
  if (chosen === null) {
    const nearest = runnerUp === null ? 0 : calibrated(field, runnerUp.score.total);
    return { confidence: Math.min(nearest, CHECK - 0.01), band: 'not_found' };
  }
  if (chosen.echoed) return { confidence: ECHOED, band: 'auto' };
  const confidence = calibrated(field, chosen.score.total);
  return { confidence, band: isSure(choice, confidence) && !isOfSomebody(choice, all) ? 'auto' : 'check' };
}

/**
 * Our own id is never taken for granted by name or shape, nor a case that the catalogue does not name; a close race is
 * for a person to decide.
 */
function isSure(choice: Choice, confidence: number): boolean {
  const { field, chosen, runnerUp } = choice;
  if (confidence < AUTO || chosen === null || field === 'LeadId') return false;
  if (field === 'CaseCode' && !chosen.catalogued) return false;
  if (chosen.score.name < NAMED || chosen.score.value < LIKE_IT) return false;
  return runnerUp === null || confidence - calibrated(field, runnerUp.score.total) >= CLOSE_RACE;
}

/** An id may be that of a person or a call and not of the record; and of UUIDs the only one may be ours. */
function isOfSomebody({ field, chosen }: Choice, all: readonly Choice[]): boolean {
  if (field !== 'ExternalLeadId' || chosen === null) return false;
  if (chosen.score.pattern?.split(' ').some((word) => NO_RECORDS.has(word))) return true;
  return chosen.candidate.kind.uuid === 1 && all.every((other) => other.field !== 'LeadId' || other.chosen === null);
}
