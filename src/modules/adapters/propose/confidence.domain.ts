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

/** Our own id is never taken for granted by name or shape; a close race is for a person to decide. */
function isSure({ field, chosen, runnerUp }: Choice, confidence: number): boolean {
  if (confidence < AUTO || field === 'LeadId' || chosen === null) return false;
  const { name, value } = chosen.score;
  if (name < NAMED || value < LIKE_IT) return false;
  return runnerUp === null || confidence - calibrated(field, runnerUp.score.total) >= CLOSE_RACE;
}
