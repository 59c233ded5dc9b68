/** What the rules ask about a canonical status. */
export type Standing = {
  readonly code: string;
  readonly stage: number;
  readonly terminal: boolean;
  /** Statuses from which a backward move to this one is allowed after all. */
  readonly alsoFrom: readonly string[];
};

export type Current = { readonly standing: Standing | null; readonly at: Date | null };

/** `known` without a standing: the partner's map says that this raw status changes nothing. `at` is null without an event time. */
export type Reported = { readonly known: boolean; readonly standing: Standing | null; readonly at: Date | null };

/** `moves`: the lead takes the reported status. */
export type Change =
  | { readonly outcome: 'applied'; readonly moves: boolean }
  | { readonly outcome: 'stale' | 'unmapped'; readonly moves: false };

const KEPT: Change = { outcome: 'applied', moves: false };
const STALE: Change = { outcome: 'stale', moves: false };

/**
 * What a matched report does to its lead (`payme`, Moves). A lead moves forward only: what would lead back, leaves a
 * terminal status, or happened before what is known, is kept as `stale` for an operator.
 */
export function judgeChange(current: Current, reported: Reported): Change {
  if (!reported.known) return { outcome: 'unmapped', moves: false };
  if (!reported.standing) return KEPT;
  if (reported.at !== null && current.at !== null && reported.at < current.at) return STALE;
  if (!current.standing) return { outcome: 'applied', moves: true };
  if (current.standing.code === reported.standing.code) return KEPT;
  return mayFollow(current.standing, reported.standing) ? { outcome: 'applied', moves: true } : STALE;
}

function mayFollow(current: Standing, reported: Standing): boolean {
  if (current.terminal) return false;
  return reported.terminal || reported.stage > current.stage || reported.alsoFrom.includes(current.code);
}
