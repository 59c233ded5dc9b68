import { maskEmail, maskPhone, maskText } from '../../kernel/contact.js';
import { type FullName, lastNameAgrees, nameAgrees } from './name-agreement.domain.js';

/** The ladder, strongest key first. */
export const RULES = ['lead_id', 'external_id', 'phone', 'email', 'name'] as const;
export type Rule = (typeof RULES)[number];

/** A lead that was sent to this partner, under one of the report's keys. */
export type MatchCandidate = {
  readonly leadId: string;
  readonly identifiedAt: Date;
  readonly status: string | null;
  readonly statusAt: Date | null;
  readonly massTortId: string;
  readonly person: () => FullName;
};

/** A report's keys, cleaned; the case as far as its code named one. */
export type MatchKeys = {
  readonly values: Readonly<Record<Rule, string | null>>;
  readonly massTortId: string | null;
};

export type MatchContext = { readonly now: Date; readonly terminal: (status: string) => boolean };

/** One rule's turn, as an operator reads it; the value is masked. */
export type MatchStep = {
  readonly rule: Rule;
  readonly value: string;
  readonly candidates: number;
  readonly why: string;
};

export type Match =
  | {
      readonly outcome: 'matched';
      readonly leadId: string;
      readonly by: Rule;
      readonly teaches: boolean;
      readonly steps: MatchStep[];
    }
  | { readonly outcome: 'not_found' | 'ambiguous'; readonly steps: MatchStep[] };

type Verdict = { readonly why: string } & (
  | { readonly end: 'matched'; readonly candidate: MatchCandidate; readonly teaches: boolean }
  | { readonly end: 'ambiguous' | 'go_on' }
);
type Found = Readonly<Record<Rule, readonly MatchCandidate[]>>;

const DAY_MS = 86_400_000;
const TERMINAL_WINDOW_MS = 90 * DAY_MS;
const AGE_MS = 730 * DAY_MS;
const NAMES_AT_MOST = 20;

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
    steps.push({ rule, value: masked(rule, value), candidates: found[rule].length, why: verdict.why });
    if (verdict.end === 'ambiguous') return { outcome: 'ambiguous', steps };
    if (verdict.end === 'matched') {
      return { outcome: 'matched', leadId: verdict.candidate.leadId, by: rule, teaches: verdict.teaches, steps };
    }
  }
  return { outcome: 'not_found', steps };
}

function judgeRule(rule: Rule, keys: MatchKeys, found: Found, context: MatchContext): Verdict {
  if (rule === 'lead_id' || rule === 'external_id') return judgeId(rule, keys, found);
  if (rule === 'name') return judgeName(keys, found.name, context);
  return judgeContact(rule, keys, found[rule], context);
}

function judgeId(rule: 'lead_id' | 'external_id', keys: MatchKeys, found: Found): Verdict {
  const [candidate, ...others] = found[rule];
  if (!candidate) return { end: 'go_on', why: 'No lead of this partner has this id.' };
  if (others.length > 0) return { end: 'ambiguous', why: 'More than one lead has this id.' };
  if (contradicts(candidate, keys, found)) {
    return { end: 'ambiguous', why: 'The identifiers disagree: phone and last name both point to one other lead.' };
  }
  const knows = found.external_id.some(({ leadId }) => leadId === candidate.leadId);
  return { end: 'matched', candidate, teaches: !knows, why: 'Exactly one lead has this id.' };
}

/** Phone and last name together point to one other lead, and the last name is not this lead's. */
function contradicts(candidate: MatchCandidate, { values }: MatchKeys, found: Found): boolean {
  const [other, ...more] = found.phone;
  if (!other || more.length > 0 || other.leadId === candidate.leadId) return false;
  return lastNameAgrees(values.name, other.person()) && !lastNameAgrees(values.name, candidate.person());
}

function judgeContact(
  rule: 'phone' | 'email',
  keys: MatchKeys,
  all: readonly MatchCandidate[],
  context: MatchContext,
): Verdict {
  const open = all.filter((candidate) => inWindow(candidate, context));
  const agreeing = open.filter((candidate) => supported(candidate, keys));
  const [sole] = open;
  if (!sole) {
    const why =
      all.length === 0 ? `No lead of this partner has this ${rule}.` : 'The leads under it ended or are too old.';
    return { end: 'go_on', why };
  }
  if (all.length > 1) return judgeShared(rule, open, agreeing);
  const teaches = rule === 'phone' && agreeing.length === 1;
  return { end: 'matched', candidate: sole, teaches, why: `Exactly one lead has this ${rule}.` };
}

/** A phone may be a family's, so name or case code may tell whose report it is; an e-mail address has one open lead only. */
function judgeShared(
  rule: 'phone' | 'email',
  open: readonly MatchCandidate[],
  agreeing: readonly MatchCandidate[],
): Verdict {
  const [agreed, ...others] = agreeing;
  if (!agreed || others.length > 0 || (rule === 'email' && open.length > 1)) {
    return { end: 'ambiguous', why: `Several leads have had this ${rule}, and nothing else tells them apart.` };
  }
  const why = `Several leads have had this ${rule}; name or case code agree with one.`;
  return { end: 'matched', candidate: agreed, teaches: rule === 'phone', why };
}

function judgeName(keys: MatchKeys, all: readonly MatchCandidate[], context: MatchContext): Verdict {
  if (all.length > NAMES_AT_MOST) return { end: 'ambiguous', why: 'Too many leads have a name that sounds like this.' };
  const named = all.filter(
    (candidate) => inWindow(candidate, context) && nameAgrees(keys.values.name, candidate.person()),
  );
  const [candidate, ...others] = named.filter(({ massTortId }) => massTortId === keys.massTortId);
  if (!candidate) {
    const why =
      named.length === 0
        ? 'No lead of this partner has this name.'
        : 'A name alone never matches; no case code agrees with it.';
    return { end: 'go_on', why };
  }
  if (others.length > 0) return { end: 'ambiguous', why: 'Several leads have this name and this case.' };
  return { end: 'matched', candidate, teaches: false, why: 'Name and case code agree with exactly one lead.' };
}

function supported(candidate: MatchCandidate, { values, massTortId }: MatchKeys): boolean {
  return candidate.massTortId === massTortId || nameAgrees(values.name, candidate.person());
}

/** Open, or ended less than 90 days ago; sent less than 24 months ago. */
function inWindow({ identifiedAt, status, statusAt }: MatchCandidate, { now, terminal }: MatchContext): boolean {
  if (now.getTime() - identifiedAt.getTime() > AGE_MS) return false;
  if (status === null || !terminal(status)) return true;
  return statusAt === null || now.getTime() - statusAt.getTime() < TERMINAL_WINDOW_MS;
}

function masked(rule: Rule, value: string): string {
  if (rule === 'phone') return maskPhone(value);
  if (rule === 'email') return maskEmail(value);
  return rule === 'name' ? maskText(value) : value;
}
