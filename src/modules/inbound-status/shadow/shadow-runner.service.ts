import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { databaseIsAway } from '../../../platform/database/database-away.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { cutError } from '../../../platform/logging/cut-error.js';
import { Maintenance } from '../../../platform/queue/maintenance.js';
import { LiveAdaptersService, type LiveInbound } from '../../adapters/live-adapters.service.js';
import { IntakeService, type KeptBody } from '../../intake/intake.service.js';
import { maskedChanges } from '../masked.domain.js';
import { type Compared, ReadingComparisonService } from '../reading-comparison.service.js';
import { type Terms, UpdateReaderService } from '../update-reader.service.js';
import { countedOn, keptOf } from './shadow.domain.js';
import { type ShadowDivergence, type ShadowRun, ShadowsRepository } from './shadows.repository.js';

const TURN_SECONDS = 60;
/** A receipt's id is its time of arrival; by then it is committed, too. */
const SETTLED_MS = 60_000;
/** Bodies in memory at once: each may be a mebibyte. */
const AT_ONCE = 25;
/** One turn works on one shadow for so long at most; what is left waits for the next. */
const SLICE_MS = 5_000;

type Receipt = { readonly id: string; readonly adapterVersion: number | null };
type Divergence = Compared & { readonly receiptId: string };

/**
 * Reads what arrived by the version that it was judged by, and by the one that shadows. It does so from receipts, about a
 * minute later and in the maintenance lane, so no sender waits for it.
 */
@Injectable()
export class ShadowRunnerService implements OnModuleInit {
  readonly #logger = new Logger('shadows');

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly maintenance: Maintenance,
    private readonly intake: IntakeService,
    private readonly live: LiveAdaptersService,
    private readonly reader: UpdateReaderService,
    private readonly comparison: ReadingComparisonService,
    private readonly shadows: ShadowsRepository,
  ) {}

  onModuleInit(): void {
    this.maintenance.every(TURN_SECONDS, 'shadow-adapters', () => this.turn());
  }

  /** Brings every shadow up to date. */
  async turn(): Promise<void> {
    for (const { id } of await this.transaction.run((tx) => this.shadows.running(tx))) await this.#advance(id);
  }

  async #advance(id: string): Promise<void> {
    const end = performance.now() + SLICE_MS;
    while (performance.now() < end) {
      const started = performance.now();
      const run = await this.transaction.run((tx) => this.shadows.find(tx, id));
      if (!run || run.finishedAt !== null || !(await this.#step(run))) return;
      await delay(performance.now() - started);
    }
  }

  /** Whether there may be more. */
  async #step(run: ShadowRun): Promise<boolean> {
    try {
      return await this.#read(run);
    } catch (error) {
      if (databaseIsAway(error)) throw error;
      const { type, message } = cutError(error);
      this.#logger.error({ event: 'shadow.failed', shadowId: run.id, err: cutError(error) });
      return this.#end(run, 'failed', `${type}: ${message}`);
    }
  }

  async #read(run: ShadowRun): Promise<boolean> {
    const { partnerId, environment, version, until, readTo } = run;
    const live = await this.live.inboundNow(partnerId, environment);
    if (live?.version === version) return this.#end(run, 'activated', null);
    const settled = new Date(this.clock.now().getTime() - SETTLED_MS);
    const upTo = settled < until ? settled : until;
    const filter = { source: 'partner-status', partnerId, environment };
    const page = await this.intake.past(filter, readTo, upTo, AT_ONCE);
    if (page.length > 0) return this.#compare(run, page);
    return settled >= until && this.#end(run, 'expired', null);
  }

  async #compare(run: ShadowRun, page: readonly Receipt[]): Promise<boolean> {
    const compared = await this.#compared(run, page);
    const counts = countedOn(run.counts, compared);
    const kept = keptOf(run.counts, compared).map((one) => rowOf(run, one));
    const readTo = page.at(-1)?.id ?? run.readTo;
    return this.transaction.run(async (tx) => {
      const went = await this.shadows.goOn(tx, run.id, run.readTo, { checked: compared.length, readTo, counts });
      if (went) await this.shadows.addDivergences(tx, kept);
      return went;
    });
  }

  async #compared(run: ShadowRun, page: readonly Receipt[]): Promise<Divergence[]> {
    const { partnerId, version } = run;
    const candidate = await this.live.inboundOf(partnerId, version);
    const terms = await this.reader.termsFor(run);
    const ids = page.map(({ id }) => id);
    const bodies = new Map((await this.intake.bodies(partnerId, ids)).map((kept) => [kept.id, kept]));
    const compared: Divergence[] = [];
    for (const judgedBy of new Set(page.map(({ adapterVersion }) => adapterVersion))) {
      const theirs = page.filter(({ adapterVersion }) => adapterVersion === judgedBy);
      const kept = theirs.flatMap(({ id }) => bodies.get(id) ?? []);
      const before = { ...terms, adapter: await this.#versionOf(partnerId, judgedBy) };
      compared.push(...(await this.#differences(run, { before, after: { ...terms, adapter: candidate } }, kept)));
    }
    return compared;
  }

  async #differences(
    run: ShadowRun,
    terms: { readonly before: Terms; readonly after: Terms },
    kept: readonly KeptBody[],
  ): Promise<Divergence[]> {
    const compared = await this.comparison.compare(run, terms, kept, this.clock.now());
    return compared.flatMap((one, at) => {
      const receiptId = kept[at]?.id;
      return receiptId === undefined ? [] : [{ ...one, receiptId }];
    });
  }

  #versionOf(partnerId: string, version: number | null): Promise<LiveInbound | null> {
    return version === null ? Promise.resolve(null) : this.live.inboundOf(partnerId, version);
  }

  /** False: there is no more. */
  async #end({ id }: ShadowRun, state: 'expired' | 'activated' | 'failed', error: string | null): Promise<false> {
    await this.transaction.run((tx) => this.shadows.end(tx, id, { state, error, finishedAt: this.clock.now() }));
    return false;
  }
}

function rowOf({ id }: ShadowRun, { receiptId, changes, ...one }: Divergence): ShadowDivergence {
  const { class: kind, leadChanged, failedBy, failsBy } = one;
  return { shadowId: id, receiptId, class: kind, leadChanged, failedBy, failsBy, changes: maskedChanges(changes) };
}
