import type { Choice, Rated } from './choose.domain.js';
import type { Band } from './confidence.domain.js';

const LIKE_IT = 0.5;
const TELLING = 0.05;
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

function evidenceOf(rated: Rated): string[] {
  const { candidate, score, echoed, catalogued } = rated;
  const evidence: [boolean, string][] = [
    [echoed, 'its values are those of a lead that was delivered to this partner'],
    [catalogued, 'its values name cases of the catalogue'],
    [score.pattern !== null, `its name says "${score.pattern}"`],
    [score.value >= LIKE_IT, 'its values look like it'],
    [score.value < 0, 'its values look like something else'],
    [score.context > TELLING, 'it stands among the data of the lead'],
    [score.context < -TELLING, 'it stands among the data of somebody or something else'],
    [candidate.filled < 1, `${Math.round(candidate.filled * 100)} % of the updates have it`],
  ];
  const told = evidence.filter(([holds]) => holds).map(([, words]) => words);
  return told.length > 0 ? told : ['only its place speaks for it'];
}
