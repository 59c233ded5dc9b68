import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { GroupCommit } from '../../platform/database/group-commit.js';
import { changedMeanwhile, Transaction, type Tx } from '../../platform/database/transaction.js';
import { Maintenance } from '../../platform/queue/maintenance.js';
import { LeadsService, type LockedLead } from '../leads/leads.service.js';
import { decideBatch, type LeadState } from './batch-decision.domain.js';
import { BatchWriter } from './batch-writer.js';
import type { Match } from './lead-match.domain.js';
import { Matcher } from './matcher.js';
import type { StatusUpdateKeyRow } from './status-update.entity.js';
import { keyIsTaken, type SeenKey, StatusUpdatesRepository } from './status-updates.repository.js';
import type { PreparedUpdate, Recorded, Submission } from './submission.js';

const PRUNE_AT_ONCE = 5_000;
/**
 * Three batches at once keep PostgreSQL at work while this process reads the next bodies: a quarter more a second than
 * two. Updates of one lead that are handed in at the same moment take effect in the order in which they commit.
 */
const LIMITS = { batch: 256, weightOf, waiting: 5_000, patienceMs: 2_000, inFlight: 3 };
type Matches = ReadonlyMap<PreparedUpdate, Match>;
type Asked = { readonly matches: Matches; readonly leads: ReadonlyMap<string, LeadState> };

/**
 * Stores webhooks with what they change: many at once, one transaction a batch. SQL finds, holds and writes; what is
 * decided is decided by pure functions, one update after the other in order of arrival.
 */
@Injectable()
export class StatusRecorderService implements OnModuleInit {
  readonly #commit = new GroupCommit<Submission, Recorded>((batch) => this.#write(batch), LIMITS);

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly maintenance: Maintenance,
    private readonly leads: LeadsService,
    private readonly matcher: Matcher,
    private readonly updates: StatusUpdatesRepository,
    private readonly writer: BatchWriter,
  ) {}

  onModuleInit(): void {
    this.maintenance.every(600, 'prune-update-keys', () => this.#prune());
  }

  /**
   * Resolves after the commit.
   * @throws DomainError `unavailable`: not stored as far as we know; the sender must send it again
   */
  record(submission: Submission): Promise<Recorded> {
    return this.#commit.submit(submission);
  }

  /** Decides on what is there, and writes if it is still so: two round trips. When somebody was faster, once more with locks. */
  async #write(batch: readonly Submission[]): Promise<Recorded[]> {
    try {
      return await this.transaction.atOnce((tx) => this.#decide(tx, batch, false));
    } catch (error) {
      if (!changedMeanwhile(error) && !keyIsTaken(error)) throw error;
      return this.transaction.run((tx) => this.#decide(tx, batch, true));
    }
  }

  async #decide(tx: Tx, batch: readonly Submission[], holding: boolean): Promise<Recorded[]> {
    const now = this.clock.now();
    const updates = batch.flatMap((submission) => submission.updates);
    // Sent together, as what follows: PostgreSQL runs statements in the order in which they were sent.
    const [asked, seen] = await Promise.all([this.match(tx, updates, now), this.#seen(tx, updates, now)]);
    const { matches, keys } = withRepeats(asked.matches, seen);
    const [leads, claimed] = holding
      ? await Promise.all([this.hold(tx, matches), this.updates.claim(tx, keys, now)])
      : [asked.leads, new Set(keys.map(({ dedupeKey }) => dedupeKey.toString('hex')))];
    const decisions = decideBatch(updates, { matches, claimed, leads });
    if (!holding) this.transaction.commitWith(tx, [this.updates.claiming(keys)]);
    return this.writer.write(tx, batch, { decisions, leads, now });
  }

  /** What is known under the updates' keys. */
  async #seen(tx: Tx, updates: readonly PreparedUpdate[], now: Date): Promise<Map<string, SeenKey>> {
    const seen = await this.updates.seen(
      tx,
      updates.map(({ dedupe }) => dedupe.key),
      now,
    );
    return new Map(seen.map((one) => [one.key.toString('hex'), one]));
  }

  /** Asks the ladder for each update. */
  async match(tx: Tx, updates: readonly PreparedUpdate[], now: Date): Promise<Asked> {
    const questions = updates.map(({ caller, fields, caseResolution, terminal }) => ({
      partnerId: caller.partnerId,
      environment: caller.environment,
      fields,
      massTortId: caseResolution.massTortId,
      context: { now, terminal },
    }));
    const answers = await this.matcher.match(tx, questions);
    const matches = new Map<PreparedUpdate, Match>();
    updates.forEach((update, at) => {
      const answer = answers.matches[at];
      if (answer) matches.set(update, answer);
    });
    return { matches, leads: answers.leads };
  }

  /** Holds the matched leads until commit. */
  async hold(tx: Tx, matches: Matches): Promise<Map<string, LockedLead>> {
    const ids = new Set<string>();
    for (const match of matches.values()) if (match.outcome === 'matched') ids.add(match.leadId);
    const leads = await this.leads.lock(tx, [...ids]);
    return new Map(leads.map((lead) => [lead.id, lead]));
  }

  /** Under the leads' locks: whoever claims a key first has its effect, among processes too. */
  claim(tx: Tx, matches: Matches, now: Date): Promise<Set<string>> {
    return this.updates.claim(tx, withRepeats(matches, new Map()).keys, now);
  }

  /** The keys that nobody has claimed yet, without claiming them. */
  async free(tx: Tx, matches: Matches, now: Date): Promise<Set<string>> {
    const keys = withRepeats(matches, new Map()).keys.map(({ dedupeKey }) => dedupeKey);
    const seen = await this.updates.seen(tx, keys, now);
    const taken = new Set(seen.map(({ key }) => key.toString('hex')));
    return new Set(keys.map((key) => key.toString('hex')).filter((key) => !taken.has(key)));
  }

  async #prune(): Promise<void> {
    const now = this.clock.now();
    for (let removed = PRUNE_AT_ONCE; removed === PRUNE_AT_ONCE; ) {
      removed = await this.transaction.run((tx) => this.updates.removeExpiredKeys(tx, now, PRUNE_AT_ONCE));
    }
  }
}

/** A body may hold hundreds of updates. */
function weightOf({ updates }: Submission): number {
  return Math.max(1, updates.length);
}

/**
 * A report whose key is known repeats one that found its lead, whatever the ladder says now. The keys of the others are
 * still to be claimed, each once.
 */
function withRepeats(asked: Matches, seen: ReadonlyMap<string, SeenKey>) {
  const matches = new Map<PreparedUpdate, Match>();
  const keys = new Map<string, StatusUpdateKeyRow>();
  for (const [update, match] of asked) {
    const { key, until } = update.dedupe;
    const name = key.toString('hex');
    const before = seen.get(name);
    matches.set(update, before && match.outcome !== 'matched' ? repeatOf(before) : match);
    if (before || match.outcome !== 'matched' || keys.has(name)) continue;
    keys.set(name, { dedupeKey: key, leadId: match.leadId, matchedBy: match.by, expiresAt: until });
  }
  return { matches, keys: [...keys.values()] };
}

function repeatOf({ leadId, matchedBy }: SeenKey): Match {
  return { outcome: 'matched', leadId, by: matchedBy, teaches: false, steps: [] };
}
