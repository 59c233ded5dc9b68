import type { Match } from './lead-match.domain.js';
import type { ParkedReason } from './parked-cause.domain.js';
import { type Change, judgeChange, type Standing } from './status-change.domain.js';

/** An update as far as decisions need it. */
export type Decidable = {
  readonly dedupe: { readonly key: Buffer };
  readonly status: { readonly canonical: string | null; readonly known: boolean };
  readonly eventAt: Date;
  readonly eventTimeGiven: boolean;
  /** Whether somebody is told when the lead takes this status. */
  readonly notify: boolean;
  readonly caller: { readonly environment: 'live' | 'sandbox' };
  readonly standingOf: (code: string | null) => Standing | null;
};

export type LeadState = { readonly status: string | null; readonly statusAt: Date | null };

export type Decision = {
  readonly match: Match;
  readonly outcome: 'applied' | 'duplicate' | 'stale' | 'unmapped' | 'parked';
  /** Why somebody has to look at it, or null. */
  readonly parked: ParkedReason | null;
  /** The lead takes the reported status. */
  readonly moves: boolean;
};

/** What the database said about a batch. */
export type Facts<Update> = {
  readonly matches: ReadonlyMap<Update, Match>;
  /** Keys, as hex, that this batch was the first to claim. */
  readonly claimed: ReadonlySet<string>;
  /** Leads as they stand, held until commit. */
  readonly leads: ReadonlyMap<string, LeadState>;
};

/** Decides a batch in order of arrival: of two updates of one lead, the second sees what the first did. */
export function decideBatch<Update extends Decidable>(
  updates: readonly Update[],
  facts: Facts<Update>,
): Map<Update, Decision> {
  const leads = new Map(facts.leads);
  const free = new Set(facts.claimed);
  const decisions = new Map<Update, Decision>();
  for (const update of updates) {
    const match = facts.matches.get(update) ?? { outcome: 'not_found', steps: [] };
    decisions.set(update, decideOne(update, match, free, leads));
  }
  return decisions;
}

function decideOne(update: Decidable, match: Match, free: Set<string>, leads: Map<string, LeadState>): Decision {
  if (match.outcome !== 'matched') return { match, outcome: 'parked', parked: lostBecause(match), moves: false };
  // A key that is not free was claimed before, or by an update before this one.
  if (!free.delete(update.dedupe.key.toString('hex')))
    return { match, outcome: 'duplicate', parked: null, moves: false };
  const lead = leads.get(match.leadId) ?? { status: null, statusAt: null };
  const change = changeOf(update, lead);
  if (change.moves) leads.set(match.leadId, { status: update.status.canonical, statusAt: update.eventAt });
  return { match, outcome: change.outcome, parked: waitsFor(update, match, change), moves: change.moves };
}

/** Why a report that found no lead waits. */
export function lostBecause(match: Exclude<Match, { outcome: 'matched' }>): ParkedReason {
  if (match.outcome === 'not_found') return 'lead_not_found';
  return match.disagree ? 'identifiers_disagree' : 'lead_ambiguous';
}

/** A match by name is applied, but nobody is told before an operator looked: where somebody would be told, it waits. */
function waitsFor({ notify, caller }: Decidable, match: Match, { outcome, moves }: Change): ParkedReason | null {
  if (outcome === 'unmapped') return 'status_unmapped';
  const isWeak = match.outcome === 'matched' && match.by === 'name';
  return isWeak && moves && notify && caller.environment === 'live' ? 'match_unconfirmed' : null;
}

function changeOf({ status, eventAt, eventTimeGiven, standingOf }: Decidable, lead: LeadState): Change {
  const current = { standing: standingOf(lead.status), at: lead.statusAt };
  const at = eventTimeGiven ? eventAt : null;
  return judgeChange(current, { known: status.known, standing: standingOf(status.canonical), at });
}
