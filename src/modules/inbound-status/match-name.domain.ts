import {
  losers,
  type MatchCandidate,
  type MatchContext,
  type MatchKeys,
  type Verdict,
  withinWindow,
} from './match-candidate.domain.js';
import { nameAgrees } from './name-agreement.domain.js';

const NAMES_AT_MOST = 20;

/** First and last name, and one thing more: case code, birth date or state. */
export function judgeName(keys: MatchKeys, all: readonly MatchCandidate[], context: MatchContext): Verdict {
  if (all.length > NAMES_AT_MOST) {
    return { end: 'ambiguous', why: 'Too many leads have a name that sounds like this.', lost: [] };
  }
  const { open, lost } = withinWindow(all, context);
  const named = open.filter((candidate) => nameAgrees(keys.values.name, candidate.person()));
  const chosen = named.filter((candidate) => isSupported(candidate, keys));
  const [candidate, ...others] = chosen;
  const misnamed = losers(open, 'It sounds alike, but the name is another.', named);
  const unsupported = losers(named, 'Neither case code, birth date nor state agrees.', chosen);
  const rest = [...lost, ...misnamed, ...unsupported];
  if (!candidate) return { end: 'go_on', why: whyNone(named), lost: rest };
  if (others.length > 0) {
    const why = 'Several leads have this name and agree with what else was sent.';
    return { end: 'ambiguous', why, lost: [...rest, ...losers(chosen, 'Another lead fits as well.')] };
  }
  const why = 'The name, and case code, birth date or state, agree with exactly one lead.';
  return { end: 'matched', candidate, teaches: false, why, lost: rest };
}

function whyNone(named: readonly MatchCandidate[]): string {
  if (named.length === 0) return 'No lead of this partner has this name.';
  return 'A name alone never matches; no case code, birth date or state agrees with it.';
}

/** A birth date decides. People move and have several cases, so a state counts unless the case code says otherwise. */
function isSupported({ massTortId, person }: MatchCandidate, keys: MatchKeys): boolean {
  const { dateOfBirth, state } = person();
  if (keys.birthDate !== null && dateOfBirth !== undefined) return keys.birthDate === dateOfBirth;
  if (keys.massTortId !== null) return keys.massTortId === massTortId;
  return keys.state !== null && keys.state === state;
}
