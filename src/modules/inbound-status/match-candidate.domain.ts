import type { FullName } from './name-agreement.domain.js';

/** The ladder, strongest key first. */
export const RULES = ['lead_id', 'external_id', 'phone', 'email', 'name'] as const;
export type Rule = (typeof RULES)[number];

/** What the rules ask about the person of a lead. `state` is two letters, `dateOfBirth` is YYYY-MM-DD. */
export type MatchPerson = FullName & { readonly state?: string; readonly dateOfBirth?: string };

/** A lead that was sent to this partner, under one of the report's keys. */
export type MatchCandidate = {
  readonly leadId: string;
  readonly identifiedAt: Date;
  readonly status: string | null;
  readonly statusAt: Date | null;
  readonly massTortId: string;
  readonly person: () => MatchPerson;
};

/** A report's keys, cleaned; the case as far as its code named one. */
export type MatchKeys = {
  readonly values: Readonly<Record<Rule, string | null>>;
  readonly massTortId: string | null;
  /** Two letters. */
  readonly state: string | null;
  /** YYYY-MM-DD */
  readonly birthDate: string | null;
};

export type MatchContext = { readonly now: Date; readonly terminal: (status: string) => boolean };

/** The leads under each key. */
export type Found = Readonly<Record<Rule, readonly MatchCandidate[]>>;

/** Why a lead under a key is not the one. */
export type Loser = { readonly leadId: string; readonly why: string };

/** What one rule says. `disputed`: the external id of the report is known for this other lead. */
export type Verdict = { readonly why: string; readonly lost: readonly Loser[] } & (
  | {
      readonly end: 'matched';
      readonly candidate: MatchCandidate;
      readonly teaches: boolean;
      readonly disputed?: string;
    }
  | { readonly end: 'ambiguous' | 'disagree' | 'go_on' }
);

const DAY_MS = 86_400_000;
const TERMINAL_WINDOW_MS = 90 * DAY_MS;
const AGE_MS = 730 * DAY_MS;

/** Why a phone, e-mail or name can't mean the lead any more; null for one that is open or ended lately, and was sent lately enough. */
function outsideWindow(candidate: MatchCandidate, { now, terminal }: MatchContext): string | null {
  const { identifiedAt, status, statusAt } = candidate;
  if (now.getTime() - identifiedAt.getTime() > AGE_MS) return 'It was sent more than 24 months ago.';
  if (status === null || !terminal(status) || statusAt === null) return null;
  return now.getTime() - statusAt.getTime() < TERMINAL_WINDOW_MS ? null : 'It ended 90 days ago or more.';
}

/** The same reason for all but the chosen. */
export function losers(all: readonly MatchCandidate[], why: string, chosen: readonly MatchCandidate[] = []): Loser[] {
  return all.filter((candidate) => !chosen.includes(candidate)).map(({ leadId }) => ({ leadId, why }));
}

/** The leads within the window, and those that are not with the reason. */
export function withinWindow(all: readonly MatchCandidate[], context: MatchContext) {
  const judged = all.map((candidate) => ({ candidate, why: outsideWindow(candidate, context) }));
  const open = judged.flatMap(({ candidate, why }) => (why === null ? [candidate] : []));
  const lost = judged.flatMap(({ candidate, why }) => (why === null ? [] : [{ leadId: candidate.leadId, why }]));
  return { open, lost };
}
