import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import type { Tx } from '../../platform/database/transaction.js';
import { runWrites } from '../../platform/database/write.js';
import { IntakeService } from '../intake/intake.service.js';
import { type Decision, decideBatch, type LeadState, lostBecause } from './batch-decision.domain.js';
import { BatchWriter } from './batch-writer.js';
import type { Match } from './lead-match.domain.js';
import { causeOf, type ParkedReason, writtenCause } from './parked-cause.domain.js';
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

type Group = { readonly reason: ParkedReason; readonly cause: string | null };

/** Why a report goes on waiting by what is known now, if it is not for the reason that is kept; else null. */
export function newGroupOf({ row, update }: ReadParked, match: Match): Group | null {
  const reason = match.outcome === 'matched' ? 'status_unmapped' : lostBecause(match);
  if (reason === row.reason && row.cause !== null) return null;
  return { reason, cause: writtenCause(causeOf(reason, update, match.steps)) };
}

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

  /** A report goes on waiting, for another reason than before. */
  async regroup(tx: Tx, { row }: ReadParked, { reason, cause }: Group, match: Match): Promise<void> {
    if (!(await this.updates.regroup(tx, row.id, { reason, cause }))) return;
    const became = { outcome: row.outcome, reason, leadId: row.leadId, canonical: row.canonical };
    await this.intake.rejudge(tx, row.receiptId, row.item, became, { match: match.steps });
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
