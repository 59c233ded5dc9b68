import type { Caller } from '../../platform/http/access-token.guard.js';
import type { Arrival } from '../intake/intake.service.js';
import type { Decidable } from './batch-decision.domain.js';
import type { DedupeKey } from './dedupe.domain.js';
import type { MatchedBy } from './lead-match.domain.js';
import type { ParkedReason } from './parked-cause.domain.js';
import type { ResolvedUpdate } from './update-reader.service.js';

/** One update of a body, ready to be matched and decided. */
export type PreparedUpdate = ResolvedUpdate &
  Decidable & {
    /** Position in the body, from 0. */
    readonly item: number;
    readonly caller: Caller;
    readonly receiptId: string;
    readonly dedupe: DedupeKey;
    /** Whether a status is over for good. */
    readonly terminal: (status: string) => boolean;
  };

/** An update of a body that is matched to no lead: the adapter takes it for none, or it can't mean anybody. */
export type SetAside = Pick<PreparedUpdate, 'item' | 'trace' | 'warnings'> &
  (
    | { readonly ignored: string; readonly refusal: null }
    | { readonly ignored: null; readonly refusal: { readonly code: string; readonly message: string } }
  );

/** One webhook, to be stored with what it changes. Without updates only the receipt is stored. */
export type Submission = {
  readonly caller: Caller;
  readonly arrival: Arrival;
  readonly receiptId: string;
  readonly adapterVersion: number | null;
  readonly updates: readonly PreparedUpdate[];
  readonly setAside: readonly SetAside[];
  /** When the body was refused as a whole. */
  readonly refusal: { readonly code: string; readonly httpStatus: number } | null;
  /** What parked updates are answered with: 404, or 202 for senders that take a 4xx as final. */
  readonly parkedAnswer: 202 | 404;
};

/** What became of one update, as its sender is told. */
export type RecordedUpdate = {
  readonly outcome: 'applied' | 'duplicate' | 'stale' | 'unmapped' | 'parked' | 'ignored' | 'refused';
  readonly parked: ParkedReason | null;
  readonly leadId: string | null;
  readonly matchedBy: MatchedBy | null;
  readonly refusal: SetAside['refusal'];
  readonly rawStatus: string | null;
  readonly canonical: string | null;
  /** An operator decided which lead it means, or does not mean: that stands. */
  readonly byHand?: true;
};

/** The same as its receipt keeps it, for those who look again. */
export type Became = Pick<RecordedUpdate, 'outcome' | 'leadId' | 'canonical' | 'byHand'> & {
  /** Why it was refused or is parked, else null. */
  readonly reason: string | null;
};

export type Recorded = {
  readonly receiptId: string;
  readonly httpStatus: number;
  readonly updates: readonly RecordedUpdate[];
};
