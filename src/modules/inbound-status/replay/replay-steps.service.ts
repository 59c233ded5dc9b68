import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { Transaction, type Tx } from '../../../platform/database/transaction.js';
import { AdapterVersionsService } from '../../adapters/adapter-versions.service.js';
import { IntakeService, type PastFilter, type ReceiptView } from '../../intake/intake.service.js';
import { PartnersService } from '../../partners/partners.service.js';
import { maskedChanges } from '../masked.domain.js';
import type { DiffClass } from '../preview-diff.domain.js';
import { type Terms, UpdateReaderService } from '../update-reader.service.js';
import { type Judged, ReplayJudgeService, type Reread } from './replay-judge.service.js';
import { ReplayWriterService } from './replay-writer.service.js';
import { type ReplayItem, type ReplayRun, ReplaysRepository } from './replays.repository.js';

/** Bodies in memory at once: each may be a mebibyte. */
const AT_ONCE = 25;

/** The two steps of a replay: read a page of receipts, apply one. */
@Injectable()
export class ReplayStepsService {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly intake: IntakeService,
    private readonly partners: PartnersService,
    private readonly versions: AdapterVersionsService,
    private readonly reader: UpdateReaderService,
    private readonly judge: ReplayJudgeService,
    private readonly writer: ReplayWriterService,
    private readonly replays: ReplaysRepository,
  ) {}

  /** Reads the next receipts and keeps what differs. False when there are no more. */
  async read(run: ReplayRun): Promise<boolean> {
    const { id, partnerId, environment, readTo, until } = run;
    const filter: PastFilter = { ...run.filter, source: 'partner-status', partnerId, environment };
    const page = await this.intake.past(filter, readTo, until, AT_ONCE);
    const last = page.at(-1);
    if (!last) return false;
    const terms = await this.#terms(run);
    const rereads = await this.#rereads(run, page, terms);
    const judged: [ReceiptView, Judged][] = [];
    for (const receipt of page) {
      const reread = rereads.get(receipt.id);
      const context = { terms, now: this.clock.now(), holding: false };
      if (reread)
        judged.push([receipt, await this.transaction.run((tx) => this.judge.judge(tx, receipt, reread, context))]);
    }
    const counts = counted(
      run.counts,
      judged.map(([, { diff }]) => diff.class),
    );
    const items = judged
      .filter(([, { diff }]) => diff.class !== 'same')
      .map(([receipt, one]) => itemOf(run, receipt, one));
    await this.transaction.run(async (tx) => {
      const went = await this.replays.goOn(tx, id, readTo, { checked: page.length, readTo: last.id, counts });
      if (went) await this.replays.addItems(tx, items);
    });
    return true;
  }

  /** Applies what happened first of what is left. False when nothing is. */
  async apply(run: ReplayRun): Promise<boolean> {
    const next = await this.transaction.run((tx) => this.replays.nextDue(tx, run.id));
    if (!next) return false;
    const terms = await this.#terms(run);
    await this.transaction.run(async (tx) => {
      const item = await this.replays.holdDue(tx, next);
      if (item) await this.#applyOne(tx, run, item, terms);
    });
    return true;
  }

  async #applyOne(tx: Tx, run: ReplayRun, item: ReplayItem, terms: Terms): Promise<void> {
    const now = this.clock.now();
    const receipt = await this.intake.hold(tx, item.receiptId);
    // It is read as it stands now: since the run saw it, a retry or another run may have done it.
    const reread = receipt && (await this.#rereads(run, [receipt], terms)).get(receipt.id);
    const judged = reread && (await this.judge.judge(tx, receipt, reread, { terms, now, holding: true }));
    if (judged) await this.writer.write(tx, receipt, judged, { terms, now });
    await this.replays.noteApplied(tx, item, now, judged ? [...judged.tells] : []);
  }

  /** What is in force now, with the run's version in place of the live one. */
  async #terms(run: ReplayRun): Promise<Terms> {
    return this.#termsOf(run, run.adapterVersion);
  }

  async #termsOf({ partnerId, environment }: ReplayRun, version: number | null): Promise<Terms> {
    const terms = await this.reader.termsFor({ partnerId, environment });
    if (version === (terms.adapter?.version ?? null)) return terms;
    if (version === null) return { ...terms, adapter: null };
    const { inbound } = await this.versions.checked(await this.partners.settings(partnerId), version);
    return { ...terms, adapter: inbound && { version, compiled: inbound } };
  }

  async #rereads(run: ReplayRun, receipts: readonly ReceiptView[], terms: Terms): Promise<Map<string, Reread>> {
    const bodies = await this.intake.bodies(
      run.partnerId,
      receipts.map(({ id }) => id),
    );
    const judgedBy = new Map(receipts.map(({ id, adapterVersion }) => [id, adapterVersion]));
    const known = new Map<number | null, Terms>();
    const rereads = new Map<string, Reread>();
    for (const kept of bodies) {
      const version = judgedBy.get(kept.id) ?? null;
      const before = known.get(version) ?? (await this.#termsOf(run, version));
      known.set(version, before);
      rereads.set(kept.id, await this.judge.reread(kept, before, terms));
    }
    return rereads;
  }
}

function itemOf(run: ReplayRun, receipt: ReceiptView, judged: Judged): ReplayItem {
  const { diff, failedBy, failsBy, eventAt, tells } = judged;
  const { leadChanged, changes } = diff;
  return {
    runId: run.id,
    receiptId: receipt.id,
    class: diff.class,
    eventAt,
    leadChanged,
    changes: maskedChanges(changes),
    failedBy,
    failsBy,
    tells: [...tells],
    appliedAt: null,
  };
}

function counted(counts: ReplayRun['counts'], classes: readonly DiffClass[]): ReplayRun['counts'] {
  const sums = { ...counts };
  for (const one of classes) sums[one] = (sums[one] ?? 0) + 1;
  return sums;
}
