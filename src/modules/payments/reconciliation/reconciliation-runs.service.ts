import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { Transaction, type Tx } from '../../../platform/database/transaction.js';
import { OutboxService } from '../../../platform/outbox/outbox.service.js';
import { JobHandlers } from '../../../platform/queue/job-handlers.js';
import { Maintenance } from '../../../platform/queue/maintenance.js';
import { AlertsService } from '../../inbound-status/drift/alerts.service.js';
import { type ProviderAccount, ProviderAccountsService } from '../provider-accounts.service.js';
import { type ListRefusal, ProviderApi } from '../provider-api.js';
import type { Kind } from '../state-tables.domain.js';
import type { ListedPage } from './listed-item.domain.js';
import { PairsRepository } from './pairs.repository.js';
import type { PayramSearch } from './payram-list.domain.js';
import { bucketOf, isDifference, type Pair } from './reconcile.domain.js';
import type { ReconciliationRunRow } from './reconciliation.entity.js';
import { ReconciliationsRepository } from './reconciliations.repository.js';
import { keptSide, placeOf, type ReportedDifference, ReportHash, type ReportHead, Tally } from './report.domain.js';

const SWEEP_SECONDS = 60;
/** Whoever is at a run says so again with each page. */
const CLAIM_MS = 600_000;
const PAGE = 200;
/** A provider that does not answer is asked again after these; then the run fails, and another is for later. */
const AGAIN_AFTER_MS = [1_000, 5_000];

/** Compares what we have with what a provider has: lists it, pairs it, and writes the report. */
@Injectable()
export class ReconciliationRunsService implements OnModuleInit {
  readonly #logger = new Logger('reconciliation');

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly outbox: OutboxService,
    private readonly handlers: JobHandlers,
    private readonly maintenance: Maintenance,
    private readonly alerts: AlertsService,
    private readonly accounts: ProviderAccountsService,
    private readonly api: ProviderApi,
    private readonly runs: ReconciliationsRepository,
    private readonly pairs: PairsRepository,
  ) {}

  onModuleInit(): void {
    this.handlers.register('payments.reconcile', (ids) =>
      this.outbox.handleRepeatably(ids, async (events) => {
        for (const { data } of events) await this.run((data as { runId: string }).runId);
      }),
    );
    this.maintenance.every(SWEEP_SECONDS, 'reconcile-abandoned', () => this.#runAbandoned());
  }

  /** Nothing happens to one that is done, or that somebody is at. */
  async run(id: string): Promise<void> {
    const run = await this.transaction.run((tx) => this.#claim(tx, id));
    if (!run) return;
    const account = await this.transaction.run((tx) => this.accounts.findById(tx, run.accountId));
    if (!account) throw new Error('A run is of an account that is there');
    if (run.source === 'file' || (await this.#collect(run, account))) await this.#report(run, account);
  }

  async #runAbandoned(): Promise<void> {
    const ids = await this.transaction.run((tx) => this.runs.abandoned(tx, this.clock.now()));
    for (const id of ids) await this.run(id);
  }

  /** A file of which nobody knows whether all of it is there has to be handed in again. */
  async #claim(tx: Tx, id: string): Promise<ReconciliationRunRow | null> {
    const run = await this.runs.hold(tx, id);
    const now = this.clock.now();
    if (run?.state !== 'waiting' || (run.claimedUntil !== null && run.claimedUntil > now)) return null;
    if (run.source === 'file' && run.claimedUntil !== null) {
      await this.#fail(tx, id, 'upload_interrupted');
      return null;
    }
    await this.#sayAgain(tx, id);
    return run;
  }

  async #sayAgain(tx: Tx, id: string): Promise<void> {
    await this.runs.change(tx, id, { claimedUntil: new Date(this.clock.now().getTime() + CLAIM_MS) });
  }

  /** The whole list, page by page; false when the provider does not give it. */
  async #collect(run: ReconciliationRunRow, account: ProviderAccount): Promise<boolean> {
    await this.transaction.run((tx) => this.pairs.clear(tx, run.id));
    for (let offset = 0; ; ) {
      const page = await this.#page(run, account, offset);
      if (typeof page === 'string') {
        await this.transaction.run((tx) => this.#fail(tx, run.id, page));
        return false;
      }
      await this.transaction.run(async (tx) => {
        await this.pairs.add(tx, run.id, page.items);
        await this.#sayAgain(tx, run.id);
      });
      offset += page.rows;
      if (offset >= page.total) return true;
    }
  }

  /** A list that ends before it has all that it says to have is none: the rest would look as if it were not there. */
  async #page(run: ReconciliationRunRow, account: ProviderAccount, offset: number): Promise<ListedPage | string> {
    const { since, until } = run;
    const page = await this.#asked(account, { since, until, offset, limit: PAGE });
    const isBroken = typeof page === 'object' && page.rows === 0 && offset < page.total;
    return isBroken ? 'list_incomplete' : page;
  }

  async #asked(account: ProviderAccount, search: PayramSearch): Promise<ListedPage | ListRefusal> {
    for (const wait of AGAIN_AFTER_MS) {
      const page = await this.api.list(account, search);
      if (page !== 'provider_unavailable') return page;
      await delay(wait);
    }
    return this.api.list(account, search);
  }

  async #fail(tx: Tx, id: string, error: string): Promise<void> {
    await this.pairs.clear(tx, id);
    await this.runs.change(tx, id, { state: 'failed', error, claimedUntil: null, finishedAt: this.clock.now() });
    this.transaction.afterCommit(tx, () =>
      this.#logger.warn({ event: 'reconciliation.failed', runId: id, reason: error }),
    );
  }

  /** All of the report is written with the run's end, or nothing. */
  #report(run: ReconciliationRunRow, account: ProviderAccount): Promise<void> {
    return this.transaction.run(async (tx) => {
      const held = await this.runs.hold(tx, run.id);
      if (held?.state !== 'waiting') return;
      const report = await this.#compare(tx, run, account);
      await this.pairs.clear(tx, run.id);
      const finishedAt = this.clock.now();
      await this.runs.change(tx, run.id, { ...report, state: 'finished', claimedUntil: null, finishedAt });
      if (report.differences > 0) await this.#alert(tx, run, account, report.differences);
      const { id: runId, accountId } = run;
      const { differences } = report;
      this.transaction.afterCommit(tx, () =>
        this.#logger.log({ event: 'reconciliation.finished', runId, accountId, differences }),
      );
    });
  }

  async #compare(tx: Tx, run: ReconciliationRunRow, account: ProviderAccount) {
    const hash = new ReportHash(headOf(run, account));
    const rules = { kind: run.kind as Kind, tolerance: account.tolerance, until: run.until };
    const earlier = await this.runs.lastFinished(tx, run);
    const tally = new Tally();
    let no = 0;
    for await (const batch of this.pairs.of(tx, run)) {
      const found = batch.flatMap((pair) => {
        const bucket = bucketOf(pair, rules);
        tally.add(pair, bucket);
        return isDifference(bucket) ? [{ no: ++no, bucket, ...differenceOf(pair), firstSeenAt: run.until }] : [];
      });
      const aged = await this.#aged(tx, earlier, found);
      await this.runs.addDifferences(tx, run.id, aged);
      for (const difference of aged) hash.add(difference);
    }
    return { totals: [...tally.totals], differences: no, sha256: hash.end(tally.totals) };
  }

  async #aged(tx: Tx, earlier: string | null, found: readonly ReportedDifference[]): Promise<ReportedDifference[]> {
    if (earlier === null || found.length === 0) return [...found];
    const references = found.map(({ reference }) => reference);
    const seen = await this.runs.seenIn(tx, earlier, references);
    return found.map((one) => ({ ...one, firstSeenAt: seen.get(`${one.bucket} ${one.reference}`) ?? one.firstSeenAt }));
  }

  #alert(tx: Tx, { id, accountId, kind }: ReconciliationRunRow, account: ProviderAccount, differences: number) {
    const details = { account: `${account.provider}/${account.account}`, differences, runId: id };
    const sighting = { signal: 'reconciliation_differs', subject: kind, occasion: id, version: null, details };
    return this.alerts.raise(tx, { accountId }, [sighting]);
  }
}

/** What its hash begins with. */
export function headOf(
  run: ReconciliationRunRow,
  { provider, account }: Pick<ProviderAccount, 'provider' | 'account'>,
): ReportHead {
  const { kind, source, since, until } = run;
  return { provider, account, kind, source, since, until };
}

function differenceOf(pair: Pair) {
  const { reference, ours, theirs } = pair;
  return {
    reference,
    paymentId: ours?.paymentId ?? null,
    ...placeOf(pair),
    ours: keptSide(ours),
    theirs: keptSide(theirs),
  };
}
