import type { Choice, Rated } from './choose.domain.js';
import type { Band } from './confidence.domain.js';

const NOTHING = 'No path of the samples fits.';

/** Why a field is proposed as it is, in words for an operator. Quotes names, never values. */
export function reasonOf({ field, chosen, runnerUp }: Choice, band: Band): string {
  if (chosen === null) return NOTHING;
  const parts = [...evidenceOf(chosen), ...(field === 'LeadId' && !chosen.echoed ? [UNPROVEN] : [])];
  const other = runnerUp === null ? '' : ` Next best: ${runnerUp.candidate.expression}.`;
  const weak = band === 'not_found' ? 'Too little speaks for it: ' : '';
  const text = weak + parts.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.${other}`;
}

const UNPROVEN = 'neither name nor shape proves that it is our id: send a test lead and a sample about it';

function evidenceOf({ candidate, score, echoed }: Rated): string[] {
  const evidence: string[] = [];
  if (echoed) evidence.push('its values are those of a lead that was delivered to this partner');
  if (score.pattern !== null) evidence.push(`its name says "${score.pattern}"`);
  if (score.value >= 0.5) evidence.push('its values look like it');
  else if (score.value < 0) evidence.push('its values look like something else');
  if (score.context > 0.05) evidence.push('it stands among the data of the lead');
  if (score.context < -0.05) evidence.push('it stands among the data of somebody or something else');
  if (candidate.filled < 1) evidence.push(`${Math.round(candidate.filled * 100)} % of the updates have it`);
  return evidence.length > 0 ? evidence : ['only its place speaks for it'];
}
