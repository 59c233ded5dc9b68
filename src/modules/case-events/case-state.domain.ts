import { takeNewest, type Versioned } from '../../kernel/newest.js';
import { eventNamed, type Told } from './event-names.domain.js';

/** What a case's newest event says of it. Times are ISO 8601. */
export type CaseFacts = {
  readonly status: string | null;
  readonly isArchived: boolean | null;
  readonly closedAt: string | null;
  readonly archiveReason: string | null;
};
export type CaseState = Versioned<CaseFacts> & {
  /** What the user was told so far. */
  readonly told: readonly string[];
};

type CaseNews = {
  readonly name: string | null;
  readonly version: string;
  readonly facts: Partial<CaseFacts>;
  readonly isRestricted: boolean;
};
export type CaseStep = {
  readonly state: CaseState;
  readonly outcome: 'applied' | 'stale';
  /** What the user is told of it: one thing an event. */
  readonly tells: Tells | null;
};
export type Tells = 'closed' | 'decided' | Exclude<Told, null>;

const DECIDED = new Set(['APPROVED', 'REJECTED', 'NO_DECISION']);

/**
 * What a case is with one more event. Its members are taken only from an event that is not older than the one that told
 * them last; the event stands on the timeline all the same.
 */
export function applyToCase(before: CaseState, news: CaseNews): CaseStep {
  const next = takeNewest(before, news.facts, news.version);
  const isStale = Object.keys(news.facts).length > 0 && next === before;
  const reached = reachedIn(next.values).filter((transition) => !before.told.includes(transition));
  const own = news.isRestricted ? null : eventNamed(news.name).tells;
  const state = { ...next, told: [...before.told, ...reached].sort() };
  return { state, outcome: isStale ? 'stale' : 'applied', tells: reached[0] ?? own };
}

/** What a case tells once in its life, the last first. */
function reachedIn({ status, isArchived, closedAt }: CaseFacts): ('closed' | 'decided')[] {
  return [
    ...(isArchived || closedAt !== null ? (['closed'] as const) : []),
    ...(status !== null && DECIDED.has(status) ? (['decided'] as const) : []),
  ];
}
