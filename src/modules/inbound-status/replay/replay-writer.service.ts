import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/transaction.js';
import { runWrites } from '../../../platform/database/write.js';
import { problemOf } from '../../../platform/http/problem.js';
import { IntakeService, type ReceiptView } from '../../intake/intake.service.js';
import type { Decision } from '../batch-decision.domain.js';
import { BatchWriter } from '../batch-writer.js';
import { becameOf, receiptOf, recordedOf } from '../receipt-of.domain.js';
import { StatusUpdatesRepository } from '../status-updates.repository.js';
import type { Became, PreparedUpdate, SetAside, Submission } from '../submission.js';
import type { Terms } from '../update-reader.service.js';
import { becameIn, rememberedIn } from './recorded.domain.js';
import type { Judged } from './replay-judge.service.js';

type Context = { readonly terms: Terms; readonly now: Date };

/** Makes true what a receipt, read once more, leaves to do, and gives it its new verdict. What would break stays. */
@Injectable()
export class ReplayWriterService {
  constructor(
    private readonly intake: IntakeService,
    private readonly updates: StatusUpdatesRepository,
    private readonly writer: BatchWriter,
  ) {}

  async write(tx: Tx, receipt: ReceiptView, judged: Judged, { terms, now }: Context): Promise<void> {
    const { decisions, leads, owed } = judged;
    const kept = [...decisions].map(([update, decision]) => ({ update, decision }));
    const fresh = kept.filter(({ decision }) => decision.outcome !== 'duplicate');
    const submission = submissionOf(receipt, judged, terms);
    await this.updates.unpark(tx, receipt.id, [...owed]);
    const waiting = this.writer.waiting([owedOf(submission, owed, receipt)], fresh, now);
    await runWrites(tx, [waiting, ...this.writer.effects(tx, fresh, leads)]);
    await this.#record(tx, receipt, submission, judged);
  }

  async #record(tx: Tx, receipt: ReceiptView, submission: Submission, judged: Judged): Promise<void> {
    const all = decisionsOf(receipt, judged);
    const { updates } = recordedOf(submission, all);
    const remembered = rememberedIn(becameIn(receipt), updates, judged.owed);
    if (remembered) return this.intake.judgeAgain(tx, receipt.id, receiptOf(submission, remembered, all));
    const { adapterVersion } = submission;
    for (const item of judged.owed) {
      const update = updates[item];
      if (update) await this.intake.rejudge(tx, receipt.id, item, becameOf(update), { replayedBy: adapterVersion });
    }
  }
}

/** What is refused and is not owed waits already, unless its body was refused as a whole: then its receipt did. */
function owedOf(submission: Submission, owed: ReadonlySet<number>, { verdict }: ReceiptView): Submission {
  const waits = ({ item, refusal }: SetAside) => refusal === null || owed.has(item) || verdict !== 'accepted';
  return { ...submission, setAside: submission.setAside.filter(waits) };
}

function submissionOf(receipt: ReceiptView, { updates, setAside, refusal }: Judged, terms: Terms): Submission {
  const { partnerId, environment } = receipt;
  const caller = updates[0]?.caller ?? {
    partnerId: partnerId ?? '',
    environment: environment ?? 'live',
    slug: '',
    tokenId: '',
  };
  return {
    caller,
    arrival: { ...receipt, contentType: receipt.contentType ?? undefined, body: Buffer.alloc(0) },
    receiptId: receipt.id,
    adapterVersion: terms.adapter?.version ?? null,
    updates,
    setAside,
    refusal: refusal && { code: refusal.code, httpStatus: problemOf(refusal).status },
    parkedAnswer: terms.partner.parkedAnswer,
  };
}

/** What nothing is owed on stays what it became. */
function decisionsOf(receipt: ReceiptView, { updates, decisions, matches }: Judged): Map<PreparedUpdate, Decision> {
  const became = becameIn(receipt);
  return new Map(
    updates.map((update) => {
      const steps = matches.get(update.item)?.steps ?? [];
      return [update, decisions.get(update) ?? asBefore(became[update.item], steps)];
    }),
  );
}

function asBefore(became: Partial<Became> | undefined, steps: Decision['match']['steps']): Decision {
  const { leadId = null, outcome } = became ?? {};
  if (leadId === null)
    return { match: { outcome: 'not_found', steps }, outcome: 'parked', parked: 'lead_not_found', moves: false };
  const match = { outcome: 'matched', leadId, by: 'lead_id', teaches: false, steps } as const;
  return {
    match,
    outcome: outcome === 'duplicate' || outcome === 'stale' ? outcome : 'applied',
    parked: null,
    moves: false,
  };
}
