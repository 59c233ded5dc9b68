import { maskEmail, maskPhone, maskText } from '../../kernel/contact.js';
import {
  type Found,
  type Loser,
  losers,
  type MatchCandidate,
  type MatchContext,
  type MatchKeys,
  RULES,
  type Rule,
  type Verdict,
} from './match-candidate.domain.js';
import { judgeContact } from './match-contact.domain.js';
import { judgeName } from './match-name.domain.js';
import { isFullName, lastNameAgrees } from './name-agreement.domain.js';

export { type MatchCandidate, type MatchContext, type MatchKeys, RULES, type Rule } from './match-candidate.domain.js';

/** How a report found its lead: by a rule, or by the hand of an operator. */
export type MatchedBy = Rule | 'operator';

/** One rule's turn, as an operator reads it; the value is masked. */
export type MatchStep = {
  readonly rule: Rule;
  readonly value: string;
  readonly candidates: number;
  readonly why: string;
  /** Leads under the key that it did not choose, five at most. */
  readonly lost?: readonly Loser[];
};

export type Match =
  | {
      readonly outcome: 'matched';
      readonly leadId: string;
      readonly by: MatchedBy;
      /** The report's external id is learnt for the lead. */
      readonly teaches: boolean;
      /** The other lead that the report's external id is known for. */
      readonly disputed?: string;
      /** The lead's case; absent for one that was not looked up. */
      readonly massTortId?: string;
      readonly steps: MatchStep[];
    }
  | {
      readonly outcome: 'not_found' | 'ambiguous';
      /** The identifiers contradict each other. */
      readonly disagree?: true;
      readonly steps: MatchStep[];
    };

const LOSERS_SHOWN = 5;

/**
 * Finds the one lead that a report means (`adapters`, match ladder). The strongest key that is known decides. More than
 * one lead under a key ends the search: a wrong match tells a stranger about somebody's case, a miss costs an operator a
 * minute. So no weaker key is asked then, and never the newest taken.
 */
export function matchLead(keys: MatchKeys, found: Found, context: MatchContext): Match {
  const steps: MatchStep[] = [];
  for (const rule of RULES) {
    const value = keys.values[rule];
    if (value === null) continue;
    const verdict = judgeRule(rule, keys, found, context);
    const lost = verdict.lost.slice(0, LOSERS_SHOWN);
    const told = { rule, value: masked(rule, value), candidates: found[rule].length, why: verdict.why };
    steps.push(lost.length > 0 ? { ...told, lost } : told);
    const end = ended(rule, verdict, steps);
    if (end) return end;
  }
  return { outcome: 'not_found', steps };
}

/** Null when the next rule has its turn. */
function ended(by: Rule, verdict: Verdict, steps: MatchStep[]): Match | null {
  switch (verdict.end) {
    case 'go_on':
      return null;
    case 'ambiguous':
      return { outcome: 'ambiguous', steps };
    case 'disagree':
      return { outcome: 'ambiguous', disagree: true, steps };
    case 'matched': {
      const { candidate, teaches, disputed } = verdict;
      const { leadId, massTortId } = candidate;
      const match = { outcome: 'matched' as const, leadId, by, teaches, massTortId, steps };
      return disputed === undefined ? match : { ...match, disputed };
    }
  }
}

function judgeRule(rule: Rule, keys: MatchKeys, found: Found, context: MatchContext): Verdict {
  if (rule === 'lead_id' || rule === 'external_id') return judgeId(rule, keys, found);
  if (rule === 'name') return judgeName(keys, found.name, context);
  return judgeContact(rule, keys, found[rule], context);
}

function judgeId(rule: 'lead_id' | 'external_id', keys: MatchKeys, found: Found): Verdict {
  const [candidate, ...others] = found[rule];
  if (!candidate) return { end: 'go_on', why: 'No lead of this partner has this id.', lost: [] };
  if (others.length > 0) {
    return {
      end: 'ambiguous',
      why: 'More than one lead has this id.',
      lost: losers(found[rule], 'It is not the only one.'),
    };
  }
  const against = contradiction(candidate, keys, found);
  if (against !== null) {
    const why = `The identifiers disagree: ${against} both point to one other lead.`;
    return { end: 'disagree', why, lost: losers([candidate], `${capital(against)} point to another lead.`) };
  }
  const [known] = found.external_id;
  const why = 'Exactly one lead has this id.';
  if (!known) return { end: 'matched', candidate, teaches: true, why, lost: [] };
  if (known.leadId === candidate.leadId) return { end: 'matched', candidate, teaches: false, why, lost: [] };
  const lost = losers([known], 'The external id is known for it, but a stronger id names another lead.');
  return { end: 'matched', candidate, teaches: false, disputed: known.leadId, why, lost };
}

/**
 * Two of external id, phone and last name that point to one and the same other lead; null when they do not. The last name
 * points to a lead when it is that lead's and not the other's.
 */
function contradiction(candidate: MatchCandidate, { values: { name } }: MatchKeys, found: Found): string | null {
  const byExternalId = soleOther(found.external_id, candidate);
  const byPhone = soleOther(found.phone, candidate);
  if (byPhone && isNamed(name, byPhone, candidate)) return 'phone and last name';
  if (byExternalId && isNamed(name, byExternalId, candidate)) return 'external id and last name';
  if (!byPhone || byPhone.leadId !== byExternalId?.leadId) return null;
  return isNamed(name, candidate, byPhone) ? null : 'external id and phone';
}

function isNamed(name: string | null, one: MatchCandidate, other: MatchCandidate): boolean {
  return isFullName(name) && lastNameAgrees(name, one.person()) && !lastNameAgrees(name, other.person());
}

function soleOther(under: readonly MatchCandidate[], candidate: MatchCandidate): MatchCandidate | null {
  const [other, ...more] = under;
  return other && more.length === 0 && other.leadId !== candidate.leadId ? other : null;
}

function masked(rule: Rule, value: string): string {
  if (rule === 'phone') return maskPhone(value);
  if (rule === 'email') return maskEmail(value);
  return rule === 'name' ? maskText(value) : value;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
