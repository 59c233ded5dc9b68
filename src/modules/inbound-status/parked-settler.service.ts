import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import type { Tx } from '../../platform/database/transaction.js';
import { runWrites } from '../../platform/database/write.js';
import { IntakeService } from '../intake/intake.service.js';
import { type Decision, decideBatch, type LeadState } from './batch-decision.domain.js';
import { BatchWriter } from './batch-writer.js';
import type { Match } from './lead-match.domain.js';
import { causeOf, writtenCause } from './parked-cause.domain.js';
import type { ReadParked } from './parked-reader.service.js';
import { StatusRecorderService } from './status-recorder.service.js';
import type { StatusUpdateRow } from './status-update.entity.js';
import { StatusUpdatesRepository } from './status-updates.repository.js';
import type { PreparedUpdate } from './submission.js';

type Settled = {
  readonly update: PreparedUpdate;
  readonly decision: Decision;
  readonly leads: ReadonlyMap<string, LeadState>;
};

/** Writes what became of a parked report after all, on its row, its receipt and its lead. */
@Injectable()
export class ParkedSettlerService {
  constructor(
    private readonly clock: Clock,
    private readonly intake: IntakeService,
    private readonly recorder: StatusRecorderService,
    private readonly updates: StatusUpdatesRepository,
    private readonly writer: BatchWriter,
  ) {}

  /** Decides a held report that found its lead, and writes what follows; null for one that found none. */
  async apply(tx: Tx, { row, update }: ReadParked, match: Match): Promise<Decision | null> {
    const matches = new Map([[update, match]]);
    const leads = await this.recorder.hold(tx, matches);
    // A report that waits for its status to be mapped has claimed its key already.
    const own = new Set([update.dedupe.key.toString('hex')]);
    const claimed = row.leadId === null ? await this.recorder.claim(tx, matches, this.clock.now()) : own;
    const decision = decideBatch([update], { matches, claimed, leads }).get(update) ?? null;
    if (decision) await this.#settle(tx, row, { update, decision, leads });
    return decision;
  }

  /** A report that found its lead may still wait: for its status to be mapped, or for an operator's look. */
  async #settle(tx: Tx, row: StatusUpdateRow, { update, decision, leads }: Settled): Promise<void> {
    const { match, outcome, parked } = decision;
    if (match.outcome !== 'matched') return;
    const { leadId, by: matchedBy, steps } = match;
    const reason = parked ?? (outcome === 'stale' ? 'out_of_order' : null);
    const cause = parked && writtenCause(causeOf(parked, update, steps));
    const { canonical } = update.status;
    await this.updates.settle(tx, {
      id: row.id,
      cause,
      leadId,
      matchedBy,
      canonical,
      outcome,
      reason,
      parked: parked !== null,
    });
    await this.intake.rejudge(
      tx,
      row.receiptId,
      row.item,
      { outcome, reason: parked, leadId, canonical, ...(matchedBy === 'operator' && { byHand: true }) },
      { matchedBy, match: steps },
    );
    if (outcome !== 'duplicate') await runWrites(tx, this.writer.effects(tx, [{ update, decision }], leads));
  }
}
