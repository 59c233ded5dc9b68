import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { GroupCommit } from '../../platform/database/group-commit.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { Maintenance } from '../../platform/queue/maintenance.js';
import { LeadsService, type LockedLead } from '../leads/leads.service.js';
import { decideBatch } from './batch-decision.domain.js';
import { BatchWriter } from './batch-writer.js';
import type { Match } from './lead-match.domain.js';
import { Matcher } from './matcher.js';
import type { StatusUpdateKeyRow } from './status-update.entity.js';
import { StatusUpdatesRepository } from './status-updates.repository.js';
import type { PreparedUpdate, Recorded, Submission } from './submission.js';

const PRUNE_AT_ONCE = 5_000;
/**
 * Two batches at once keep PostgreSQL at work while this process reads the next bodies: about a tenth more a second than
 * one. Updates of one lead that are handed in at the same moment are decided in the order in which they get its lock.
 */
const LIMITS = { batch: 256, waiting: 5_000, patienceMs: 2_000, inFlight: 2 };
type Matches = Map<PreparedUpdate, Match>;

/**
 * Stores webhooks with what they change: many at once, one transaction a batch. SQL finds, holds and writes; what is
 * decided is decided by pure functions, one update after the other in order of arrival.
 */
@Injectable()
export class StatusRecorderService implements OnModuleInit {
  readonly #commit = new GroupCommit<Submission, Recorded>(
    (batch) => this.transaction.run((tx) => this.#write(tx, batch)),
    LIMITS,
  );

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

  async #write(tx: Tx, batch: readonly Submission[]): Promise<Recorded[]> {
    const now = this.clock.now();
    const updates = batch.flatMap((submission) => submission.updates);
    const found = await this.match(tx, updates, now);
    const repeats = await this.#repeats(tx, found, now);
    for (const update of repeats.keys()) found.delete(update);
    // Sent together; PostgreSQL runs them in this order.
    const [leads, claimed] = await Promise.all([this.hold(tx, found), this.claim(tx, found, now)]);
    const matches = new Map([...repeats, ...found]);
    const decisions = decideBatch(updates, { matches, claimed, leads });
    return this.writer.write(tx, batch, { decisions, now });
  }

  /**
   * A report that finds no single lead now may repeat one that did: its key tells. One that finds its lead is told from its
   * key when that is claimed.
   */
  async #repeats(tx: Tx, found: Matches, now: Date): Promise<Matches> {
    const lost = [...found].filter(([, { outcome }]) => outcome !== 'matched').map(([update]) => update);
    const seen = await this.updates.seen(
      tx,
      lost.map(({ dedupe }) => dedupe.key),
      now,
    );
    const known = new Map(seen.map((one) => [one.key.toString('hex'), one]));
    const repeats: Matches = new Map();
    for (const update of lost) {
      const one = known.get(update.dedupe.key.toString('hex'));
      if (one)
        repeats.set(update, { outcome: 'matched', leadId: one.leadId, by: one.matchedBy, teaches: false, steps: [] });
    }
    return repeats;
  }

  /** Asks the ladder for each update. */
  async match(tx: Tx, updates: readonly PreparedUpdate[], now: Date): Promise<Matches> {
    const questions = updates.map(({ caller, fields, caseResolution, terminal }) => ({
      partnerId: caller.partnerId,
      environment: caller.environment,
      fields,
      massTortId: caseResolution.massTortId,
      context: { now, terminal },
    }));
    const answers = await this.matcher.match(tx, questions);
    const matches: Matches = new Map();
    updates.forEach((update, at) => {
      const answer = answers[at];
      if (answer) matches.set(update, answer);
    });
    return matches;
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
    const rows = new Map<string, StatusUpdateKeyRow>();
    for (const [update, match] of matches) {
      const name = update.dedupe.key.toString('hex');
      if (match.outcome !== 'matched' || rows.has(name)) continue;
      rows.set(name, {
        dedupeKey: update.dedupe.key,
        leadId: match.leadId,
        matchedBy: match.by,
        expiresAt: update.dedupe.until,
      });
    }
    return this.updates.claim(tx, [...rows.values()], now);
  }

  async #prune(): Promise<void> {
    const now = this.clock.now();
    for (let removed = PRUNE_AT_ONCE; removed === PRUNE_AT_ONCE; ) {
      removed = await this.transaction.run((tx) => this.updates.removeExpiredKeys(tx, now, PRUNE_AT_ONCE));
    }
  }
}
