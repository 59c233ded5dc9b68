import { Injectable } from '@nestjs/common';
import { BulkInsert } from '../../../platform/database/bulk-insert.js';
import type { Tx } from '../../../platform/database/transaction.js';
import {
  ReconciliationDifferenceRow,
  ReconciliationResolutionRow,
  ReconciliationRunRow,
} from './reconciliation.entity.js';
import type { ReportedDifference } from './report.domain.js';

/** A member that is absent filters nothing. */
export type RunFilter = {
  readonly accountId?: string;
  readonly kind?: string;
  readonly state?: ReconciliationRunRow['state'];
};
export type DifferenceFilter = { readonly bucket?: string; readonly resolved?: boolean };
export type ListedDifference = ReconciliationDifferenceRow & {
  readonly note: string | null;
  readonly resolvedBy: string | null;
  readonly resolvedAt: Date | null;
};

const DIFFERENCES = new BulkInsert<ReconciliationDifferenceRow>('reconciliation_difference', {
  ...{ runId: 'uuid', no: 'integer', bucket: 'text', reference: 'text', paymentId: 'uuid', asset: 'text' },
  ...{ network: 'text', ours: 'jsonb', theirs: 'jsonb', firstSeenAt: 'timestamptz' },
});
const RESOLUTIONS = new BulkInsert<ReconciliationResolutionRow>(
  'reconciliation_resolution',
  {
    ...{ runId: 'uuid', no: 'integer', note: 'text', resolvedBy: 'text', resolvedById: 'uuid' },
    resolvedAt: 'timestamptz',
  },
  'on conflict (run_id, no) do nothing returning no',
);
/** The joins and conditions of a list of differences. */
const FOUND = `from reconciliation_difference difference
    left join reconciliation_resolution resolution on resolution.run_id = difference.run_id and resolution.no = difference.no
  where difference.run_id = $1 and ($2::text is null or bucket = $2)
    and ($3::boolean is null or (resolution.no is not null) = $3)`;
const LISTED = `select difference.run_id as "runId", difference.no, bucket, reference, payment_id as "paymentId", asset, network,
    ours, theirs, first_seen_at as "firstSeenAt", note, resolved_by as "resolvedBy", resolved_at as "resolvedAt"
  ${FOUND} and difference.no > $4 order by difference.no limit $5`;

/** Storage of reconciliations. */
@Injectable()
export class ReconciliationsRepository {
  /** False when one of this account and kind waits already. */
  async add(tx: Tx, run: ReconciliationRunRow): Promise<boolean> {
    const insert = tx.createQueryBuilder().insert().into(ReconciliationRunRow).values(run).orIgnore();
    const { raw } = await insert.returning('id').execute();
    return (raw as unknown[]).length === 1;
  }

  find(tx: Tx, id: string): Promise<ReconciliationRunRow | null> {
    return tx.getRepository(ReconciliationRunRow).findOneBy({ id });
  }

  hold(tx: Tx, id: string): Promise<ReconciliationRunRow | null> {
    const lock = { mode: 'pessimistic_write' } as const;
    return tx.getRepository(ReconciliationRunRow).findOne({ where: { id }, lock });
  }

  async change(tx: Tx, id: string, change: Partial<ReconciliationRunRow>): Promise<void> {
    await tx.getRepository(ReconciliationRunRow).update({ id }, change);
  }

  /** The newest report of an account and kind, before another one. */
  async lastFinished(tx: Tx, { accountId, kind, id }: ReconciliationRunRow): Promise<string | null> {
    const [row] = await tx.query<{ id: string }[]>(
      `select id from reconciliation_run where account_id = $1 and kind = $2 and id < $3 and state = 'finished'
       order by id desc limit 1`,
      [accountId, kind, id],
    );
    return row?.id ?? null;
  }

  /** Newest first, those before the run `before`. */
  search(tx: Tx, filter: RunFilter, before: string | null, limit: number): Promise<ReconciliationRunRow[]> {
    const query = tx.createQueryBuilder(ReconciliationRunRow, 'run').where(filter).orderBy('run.id', 'DESC');
    if (before !== null) query.andWhere('run.id < :before', { before });
    return query.limit(limit).getMany();
  }

  count(tx: Tx, filter: RunFilter): Promise<number> {
    return tx.getRepository(ReconciliationRunRow).countBy(filter);
  }

  /** Those that nobody is at: not begun, or begun by somebody who died. */
  async abandoned(tx: Tx, now: Date): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `select id from reconciliation_run where state = 'waiting' and (claimed_until is null or claimed_until < $1)
       order by id limit 100`,
      [now],
    );
    return rows.map(({ id }) => id);
  }

  /** Whether an account and kind has been compared, or is about to be, since then. */
  async isSince(tx: Tx, accountId: string, kind: string, from: Date): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `select 1 from reconciliation_run
       where account_id = $1 and kind = $2 and source = 'list' and created_at >= $3 and state <> 'failed' limit 1`,
      [accountId, kind, from],
    );
    return rows.length > 0;
  }

  async addDifferences(tx: Tx, runId: string, differences: readonly ReportedDifference[]): Promise<void> {
    await DIFFERENCES.run(
      tx,
      differences.map((difference) => ({ runId, ...difference })),
    );
  }

  /** Since when an earlier report has these, by `bucket reference`. */
  async seenIn(tx: Tx, runId: string, references: readonly string[]): Promise<Map<string, Date>> {
    const rows = await tx.query<{ bucket: string; reference: string; firstSeenAt: Date }[]>(
      `select bucket, reference, first_seen_at as "firstSeenAt" from reconciliation_difference
       where run_id = $1 and reference = any($2)`,
      [runId, references],
    );
    return new Map(rows.map(({ bucket, reference, firstSeenAt }) => [`${bucket} ${reference}`, firstSeenAt]));
  }

  /** In order, those after `after`. */
  differences(
    tx: Tx,
    runId: string,
    { bucket, resolved }: DifferenceFilter,
    after: number,
    limit: number,
  ): Promise<ListedDifference[]> {
    return tx.query<ListedDifference[]>(LISTED, [runId, bucket ?? null, resolved ?? null, after, limit]);
  }

  async countDifferences(tx: Tx, runId: string, { bucket, resolved }: DifferenceFilter): Promise<number> {
    const text = `select count(*)::int as count ${FOUND}`;
    const [row] = await tx.query<{ count: number }[]>(text, [runId, bucket ?? null, resolved ?? null]);
    return row?.count ?? 0;
  }

  /** The numbers that were resolved by this; the others were before. */
  async resolve(tx: Tx, rows: readonly ReconciliationResolutionRow[]): Promise<number[]> {
    return (await RESOLUTIONS.run<{ no: number }>(tx, rows)).map(({ no }) => no);
  }

  /** Those of the numbers that the report has. */
  async existing(tx: Tx, runId: string, numbers: readonly number[]): Promise<Set<number>> {
    const rows = await tx.query<{ no: number }[]>(
      'select no from reconciliation_difference where run_id = $1 and no = any($2)',
      [runId, numbers],
    );
    return new Set(rows.map(({ no }) => no));
  }

  /** Who resolved something of a report, and how many. */
  resolvers(tx: Tx, runId: string): Promise<{ name: string; id: string | null; resolved: number }[]> {
    return tx.query(
      `select resolved_by as name, resolved_by_id as id, count(*)::int as resolved from reconciliation_resolution
       where run_id = $1 group by resolved_by, resolved_by_id order by resolved_by`,
      [runId],
    );
  }

  /** When the differences that nobody resolved were first seen. */
  async open(tx: Tx, runId: string): Promise<{ firstSeenAt: Date; count: number }[]> {
    return tx.query(
      `select first_seen_at as "firstSeenAt", count(*)::int as count from reconciliation_difference difference
       where run_id = $1 and not exists (select from reconciliation_resolution resolution
         where resolution.run_id = difference.run_id and resolution.no = difference.no)
       group by first_seen_at`,
      [runId],
    );
  }
}
