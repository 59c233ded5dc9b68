import {
  losers,
  type MatchCandidate,
  type MatchContext,
  type MatchKeys,
  type Verdict,
  withinWindow,
} from './match-candidate.domain.js';
import { isFullName, nameAgrees, nameContradicts } from './name-agreement.domain.js';

type ContactRule = 'phone' | 'email';

/** A phone may be a family's, and numbers are given to other people: whose report it is must not be in doubt. */
export function judgeContact(
  rule: ContactRule,
  keys: MatchKeys,
  all: readonly MatchCandidate[],
  context: MatchContext,
): Verdict {
  const { open, lost } = withinWindow(all, context);
  const [sole] = open;
  if (!sole) {
    const why =
      all.length === 0 ? `No lead of this partner has this ${rule}.` : 'The leads under it ended or are too old.';
    return { end: 'go_on', why, lost };
  }
  const agreeing = agreeingWith(open, keys);
  if (all.length > 1) return judgeShared(rule, { open, lost, agreeing });
  if (isSomebodyElse(sole, keys)) {
    const why = `The identifiers disagree: name and case code both contradict the one lead with this ${rule}.`;
    return { end: 'disagree', why, lost: losers(open, 'Name and case code contradict it.') };
  }
  const teaches = rule === 'phone' && agreeing.length === 1;
  return { end: 'matched', candidate: sole, teaches, why: `Exactly one lead has this ${rule}.`, lost };
}

type Shared = Pick<Verdict, 'lost'> & {
  readonly open: readonly MatchCandidate[];
  readonly agreeing: readonly MatchCandidate[];
};

/** Several leads have had it, ended or not: what else was sent tells whose report it is. An e-mail address has one open lead only. */
function judgeShared(rule: ContactRule, { open, lost, agreeing }: Shared): Verdict {
  const [agreed, ...others] = agreeing;
  if (!agreed || others.length > 0 || (rule === 'email' && open.length > 1)) {
    const why = `Several leads have had this ${rule}, and nothing else tells them apart.`;
    return { end: 'ambiguous', why, lost: [...lost, ...losers(open, 'Another lead fits as well.')] };
  }
  const why = `Several leads have had this ${rule}; name or case code agree with one.`;
  const rest = losers(open, 'Name or case code agree with another lead.', agreeing);
  return { end: 'matched', candidate: agreed, teaches: rule === 'phone', why, lost: [...lost, ...rest] };
}

/**
 * Those that name and case code speak for. A name that was sent and fits nobody is not made good by a case code; a case
 * code that speaks for other leads than the name does leaves none.
 */
function agreeingWith(open: readonly MatchCandidate[], { values, massTortId }: MatchKeys): MatchCandidate[] {
  const byCase = open.filter((candidate) => candidate.massTortId === massTortId);
  if (!isFullName(values.name)) return byCase;
  const byName = open.filter((candidate) => nameAgrees(values.name, candidate.person()));
  const byBoth = byName.filter((candidate) => byCase.includes(candidate));
  return byBoth.length > 0 || byCase.length > 0 ? byBoth : byName;
}

function isSomebodyElse(candidate: MatchCandidate, { values, massTortId }: MatchKeys): boolean {
  if (massTortId === null || massTortId === candidate.massTortId) return false;
  return nameContradicts(values.name, candidate.person());
}
