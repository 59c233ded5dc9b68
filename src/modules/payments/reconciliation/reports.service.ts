import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { DomainError } from '../../../kernel/domain-error.js';
import { isUuid } from '../../../kernel/uuid.js';
import { type Actor, AuditService } from '../../../platform/audit/audit.service.js';
import { Transaction, type Tx } from '../../../platform/database/transaction.js';
import { type ProviderAccount, ProviderAccountsService } from '../provider-accounts.service.js';
import type { ReconciliationRunRow } from './reconciliation.entity.js';
import { headOf } from './reconciliation-runs.service.js';
import {
  type DifferenceFilter,
  type ListedDifference,
  ReconciliationsRepository,
  type RunFilter,
} from './reconciliations.repository.js';
import { knownRun } from './reconciliations.service.js';
import { type Ages, ageOf, type KeptSide, type ReportedDifference, ReportHash, type Totals } from './report.domain.js';

export type { DifferenceFilter } from './reconciliations.repository.js';

export type ReportView = Omit<
  ReconciliationRunRow,
  'sha256' | 'claimedUntil' | 'accountId' | 'signedOffById' | 'totals'
> & {
  readonly provider: string;
  readonly account: string;
  readonly totals: readonly Totals[];
  readonly sha256: string | null;
};
export type ReportDetail = ReportView & {
  /** Differences that nobody resolved, by how long reports have had them. */
  readonly open: Ages & { readonly total: number };
  readonly resolvedBy: readonly { readonly name: string; readonly resolved: number }[];
};
export type DifferenceView = Omit<ListedDifference, 'runId' | 'ours' | 'theirs'> & {
  readonly id: string;
  readonly ours: KeptSide | null;
  readonly theirs: KeptSide | null;
};

const AT_ONCE = 1_000;
const NONE: Ages = { today: 0, days: 0, week: 0, month: 0 };

/** Reports of reconciliations: shown, worked through, and signed off by somebody else. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly audit: AuditService,
    private readonly accounts: ProviderAccountsService,
    private readonly runs: ReconciliationsRepository,
  ) {}

  /** Newest first, those before the run `before`. */
  search(filter: Omit<RunFilter, 'accountId'>, before: string | null, limit: number): Promise<ReportView[]> {
    return this.transaction.run(async (tx) => {
      const runs = await this.runs.search(tx, filter, before, limit);
      const views: ReportView[] = [];
      for (const run of runs) views.push(viewOf(run, await this.#accountOf(tx, run)));
      return views;
    });
  }

  count(filter: Omit<RunFilter, 'accountId'>): Promise<number> {
    return this.transaction.run((tx) => this.runs.count(tx, filter));
  }

  /** @throws DomainError `reconciliation_not_found` */
  find(id: string): Promise<ReportDetail> {
    return this.transaction.run(async (tx) => {
      const run = await this.#known(tx, id);
      const now = this.clock.now();
      const open = { ...NONE, total: 0 };
      for (const { firstSeenAt, count } of await this.runs.open(tx, id)) {
        open[ageOf(firstSeenAt, now)] += count;
        open.total += count;
      }
      const resolvers = await this.runs.resolvers(tx, id);
      const resolvedBy = resolvers.map(({ name, resolved }) => ({ name, resolved }));
      return { ...viewOf(run, await this.#accountOf(tx, run)), open, resolvedBy };
    });
  }

  /** In order, those after the number `after`. @throws DomainError `reconciliation_not_found` */
  differences(id: string, filter: DifferenceFilter, after: number, limit: number): Promise<DifferenceView[]> {
    return this.transaction.run(async (tx) => {
      await this.#known(tx, id);
      const rows = await this.runs.differences(tx, id, filter, after, limit);
      return rows.map(({ runId: _, ...row }) => ({ ...row, ...sidesOf(row), id: String(row.no) }));
    });
  }

  countDifferences(id: string, filter: DifferenceFilter): Promise<number> {
    return this.transaction.run((tx) => this.runs.countDifferences(tx, id, filter));
  }

  /**
   * Whether what is stored is what its hash was made of.
   * @throws DomainError `reconciliation_not_found`, `reconciliation_not_finished`
   */
  verify(id: string): Promise<{ readonly sha256: string; readonly isIntact: boolean }> {
    return this.transaction.run(async (tx) => {
      const run = finished(await this.#known(tx, id));
      const hash = new ReportHash(headOf(run, await this.#accountOf(tx, run)));
      for await (const row of this.#all(tx, id)) hash.add(row as unknown as ReportedDifference);
      const sha256 = hash.end(run.totals as Totals[]).toString('hex');
      return { sha256, isIntact: sha256 === run.sha256?.toString('hex') };
    });
  }

  async *#all(tx: Tx, id: string): AsyncGenerator<ListedDifference> {
    for (let after = 0; ; ) {
      const rows = await this.runs.differences(tx, id, {}, after, AT_ONCE);
      yield* rows;
      if (rows.length < AT_ONCE) return;
      after = rows.at(-1)?.no ?? after;
    }
  }

  /**
   * Says what became of differences; one that was resolved before stays as it is.
   * @throws DomainError `reconciliation_not_found`, `reconciliation_not_finished`, `reconciliation_signed_off`,
   * `difference_not_found`
   */
  resolve(actor: Actor, id: string, numbers: readonly number[], note: string): Promise<void> {
    return this.transaction.run(async (tx) => {
      await this.#heldOpen(tx, id);
      const known = await this.runs.existing(tx, id, numbers);
      const unknown = numbers.filter((no) => !known.has(no));
      if (unknown.length > 0) throw differenceNotFound(unknown);
      const by = { resolvedBy: actor.name, resolvedById: actor.id, resolvedAt: this.clock.now() };
      const rows = [...new Set(numbers)].map((no) => ({ runId: id, no, note, ...by }));
      const resolved = await this.runs.resolve(tx, rows);
      const subject = { type: 'reconciliation', id };
      const deed = { action: 'reconciliation.resolved', subject, details: { numbers: resolved, note } };
      if (resolved.length > 0) await this.audit.record(tx, actor, deed);
    });
  }

  /**
   * Says that the report is done with. Whoever resolved a difference of it may not.
   * @throws DomainError `reconciliation_not_found`, `reconciliation_not_finished`, `reconciliation_signed_off`,
   * `reconciliation_unresolved`, `reconciliation_own_work`
   */
  signOff(actor: Actor, id: string, note: string | null): Promise<void> {
    return this.transaction.run(async (tx) => {
      await this.#heldOpen(tx, id);
      const open = (await this.runs.open(tx, id)).reduce((sum, { count }) => sum + count, 0);
      if (open > 0) throw unresolved(open);
      const resolvers = await this.runs.resolvers(tx, id);
      if (resolvers.some((one) => one.name === actor.name || (actor.id !== null && one.id === actor.id)))
        throw ownWork();
      const by = {
        signedOffBy: actor.name,
        signedOffById: actor.id,
        signedOffAt: this.clock.now(),
        signedOffNote: note,
      };
      await this.runs.change(tx, id, by);
      const deed = { action: 'reconciliation.signed_off', subject: { type: 'reconciliation', id }, details: { note } };
      await this.audit.record(tx, actor, deed);
    });
  }

  async #heldOpen(tx: Tx, id: string): Promise<ReconciliationRunRow> {
    const run = finished(knownRun(id, isUuid(id) ? await this.runs.hold(tx, id) : null));
    if (run.signedOffAt === null) return run;
    const sentence = 'This report is signed off. A new reconciliation shows how things are now.';
    throw new DomainError('conflict', 'reconciliation_signed_off', sentence);
  }

  async #known(tx: Tx, id: string): Promise<ReconciliationRunRow> {
    return knownRun(id, isUuid(id) ? await this.runs.find(tx, id) : null);
  }

  async #accountOf(tx: Tx, { accountId }: ReconciliationRunRow): Promise<ProviderAccount> {
    const account = await this.accounts.findById(tx, accountId);
    if (!account) throw new Error('A run is of an account that is there');
    return account;
  }
}

type Sides = { readonly ours: KeptSide | null; readonly theirs: KeptSide | null };

function sidesOf({ ours, theirs }: Pick<ListedDifference, 'ours' | 'theirs'>): Sides {
  return { ours: ours as KeptSide | null, theirs: theirs as KeptSide | null };
}

function viewOf(run: ReconciliationRunRow, { provider, account }: ProviderAccount): ReportView {
  const { sha256, claimedUntil: _, accountId: __, signedOffById: ___, totals, ...kept } = run;
  return { ...kept, provider, account, totals: totals as Totals[], sha256: sha256?.toString('hex') ?? null };
}

/** @throws DomainError `reconciliation_not_finished` */
function finished(run: ReconciliationRunRow): ReconciliationRunRow {
  if (run.state === 'finished') return run;
  throw new DomainError('conflict', 'reconciliation_not_finished', 'This reconciliation has no report.');
}

function differenceNotFound(unknown: readonly number[]): DomainError {
  const message = `The report has no difference ${unknown.slice(0, 10).join(', ')}.`;
  return new DomainError('not_found', 'difference_not_found', message, { issues: [{ path: 'numbers', message }] });
}

function unresolved(open: number): DomainError {
  const sentence = `${open} differences are not resolved. Resolve them first.`;
  return new DomainError('conflict', 'reconciliation_unresolved', sentence);
}

function ownWork(): DomainError {
  const sentence = 'You resolved differences of this report. Somebody else has to sign it off.';
  return new DomainError('conflict', 'reconciliation_own_work', sentence);
}
