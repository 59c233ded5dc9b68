import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { DomainError } from '../../../kernel/domain-error.js';
import { databaseIsAway } from '../../../platform/database/database-away.js';
import { sqlStateOf, Transaction, type Tx } from '../../../platform/database/transaction.js';
import { cutError } from '../../../platform/logging/cut-error.js';
import { LiveAdaptersService, type LiveInbound } from '../../adapters/live-adapters.service.js';
import { IntakeService, type PastFilter, type ReceiptView } from '../../intake/intake.service.js';
import { maskedChanges } from '../masked.domain.js';
import { type DiffClass, diffOf, failureOf } from '../preview-diff.domain.js';
import { StatusUpdatesRepository } from '../status-updates.repository.js';
import { type Terms, UpdateReaderService } from '../update-reader.service.js';
import { recordedIn } from './recorded.domain.js';
import { type Judged, ReplayJudgeService, type Reread } from './replay-judge.service.js';
import { ReplayWriterService } from './replay-writer.service.js';
import { type ReplayItem, type ReplayRun, ReplaysRepository } from './replays.repository.js';

/** Bodies in memory at once: each may be a mebibyte. */
const AT_ONCE = 25;

/** The two steps of a replay: read a page of receipts, apply one. */
@Injectable()
export class ReplayStepsService {
  readonly #logger = new Logger('replays');

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly intake: IntakeService,
    private readonly live: LiveAdaptersService,
    private readonly reader: UpdateReaderService,
    private readonly judge: ReplayJudgeService,
    private readonly writer: ReplayWriterService,
    private readonly updates: StatusUpdatesRepository,
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
    const seen: ReplayItem[] = [];
    for (const receipt of page) {
      const reread = rereads.get(receipt.id);
      const context = { terms, now: this.clock.now(), holding: false };
      const judged = reread && (await this.transaction.run((tx) => this.judge.judge(tx, receipt, reread, context)));
      seen.push(itemOf(run, receipt, judged ?? unreadable(receipt)));
    }
    const counts = counted(
      run.counts,
      seen.map((item) => item.class),
    );
    const items = seen.filter((item) => item.class !== 'same');
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
      const item = (await this.replays.isApplying(tx, run.id)) && (await this.replays.holdDue(tx, next));
      if (item) await this.#applyOne(tx, run, item, terms);
    });
    return true;
  }

  async #applyOne(tx: Tx, run: ReplayRun, item: ReplayItem, terms: Terms): Promise<void> {
    const now = this.clock.now();
    // A retry holds a parked report before its receipt: so does this, or each would wait for the other.
    await this.updates.holdParkedOf(tx, item.receiptId);
    const receipt = await this.intake.hold(tx, item.receiptId);
    // It is read as it stands now: since the run saw it, a retry or another run may have done it.
    const reread = receipt && (await this.#rereads(run, [receipt], terms)).get(receipt.id);
    const judged = reread && (await this.judge.judge(tx, receipt, reread, { terms, now, holding: true }));
    if (judged) await this.writer.write(tx, receipt, judged, { terms, now });
    await this.replays.noteApplied(tx, item, now, judged ? [...judged.tells] : []);
  }

  /**
   * What is in force now, with every committed change, since a run reads a receipt once; with the run's version.
   * @throws DomainError `adapter_not_live` for a live run whose version was replaced or retired meanwhile
   */
  async #terms({ partnerId, environment, adapterVersion, dryRun }: ReplayRun): Promise<Terms> {
    const scope = { partnerId, environment };
    const terms = { ...(await this.reader.termsFor(scope)), ...(await this.reader.meaningsNow(scope)) };
    if (adapterVersion === (terms.adapter?.version ?? null)) return terms;
    if (!dryRun) throw new DomainError('conflict', 'adapter_not_live', 'The version of this run is not live any more.');
    return { ...terms, adapter: await this.#adapterOf(partnerId, adapterVersion) };
  }

  async #adapterOf(partnerId: string, version: number | null): Promise<LiveInbound | null> {
    return version === null ? null : this.live.inboundOf(partnerId, version);
  }

  /** By their receipts' ids, without those that can not be read. */
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
      const before = known.get(version) ?? (await this.#before(run, terms, version));
      known.set(version, before);
      const reread = await this.#orNothing(kept.id, () => this.judge.reread(kept, before, terms));
      if (reread) rereads.set(kept.id, reread);
    }
    return rereads;
  }

  /** What receipts of a version were judged by; one that is not valid any more makes no difference. */
  async #before({ partnerId }: ReplayRun, terms: Terms, version: number | null): Promise<Terms> {
    try {
      return { ...terms, adapter: await this.#adapterOf(partnerId, version) };
    } catch (error) {
      if (databaseIsAway(error)) throw error;
      return terms;
    }
  }

  /** An accident with one receipt holds up no other. */
  async #orNothing(receiptId: string, read: () => Promise<Reread>): Promise<Reread | null> {
    try {
      return await read();
    } catch (error) {
      if (concernsTheRun(error)) throw error;
      this.#logger.error({ event: 'replay.receipt_unreadable', receiptId, err: cutError(error) });
      return null;
    }
  }
}

/** The database's failures and refusals concern the run: another try may go well. */
function concernsTheRun(error: unknown): boolean {
  return databaseIsAway(error) || sqlStateOf(error) !== undefined || error instanceof DomainError;
}

type Seen = Pick<Judged, 'diff' | 'failedBy' | 'failsBy' | 'eventAt' | 'tells'>;

/** Its bytes do not open, are not there any more, or make an accident of ours: it stays what it is. */
function unreadable(receipt: ReceiptView): Seen {
  const before = recordedIn(receipt, [], []);
  const after = { refusal: 'unreadable', updates: [] };
  const reasons = { failedBy: failureOf(before), failsBy: failureOf(after) };
  return { diff: diffOf(before, after), ...reasons, eventAt: receipt.receivedAt, tells: [] };
}

function itemOf(run: ReplayRun, receipt: ReceiptView, judged: Seen): ReplayItem {
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
