import { CHECK, calibrated } from './calibration.domain.js';
import type { Choice } from './choose.domain.js';

export type Band = 'auto' | 'check' | 'not_found';

export type Verdict = { readonly confidence: number; readonly band: Band };

const AUTO = 0.9;
const CLOSE_RACE = 0.15;
/** Name and look have to agree. */
const NAMED = 0.5;
const LIKE_IT = 0.4;
const ECHOED = 0.97;

/** How sure a choice is. What was left empty has the confidence of what came closest. */
export function verdictOf(choice: Choice): Verdict {
  const { field, chosen, runnerUp } = choice;
  if (chosen === null) {
    const nearest = runnerUp === null ? 0 : calibrated(field, runnerUp.score.total);
    return { confidence: Math.min(nearest, CHECK - 0.01), band: 'not_found' };
  }
  if (chosen.echoed) return { confidence: ECHOED, band: 'auto' };
  const confidence = calibrated(field, chosen.score.total);
  return { confidence, band: isSure(choice, confidence) ? 'auto' : 'check' };
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
