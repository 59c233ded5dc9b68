import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import type { Tx } from '../../../platform/database/transaction.js';
import type { DiffClass } from '../preview-diff.domain.js';
import { ReplayItemRow, ReplayRunRow } from './replay.entity.js';

export type ReplayRun = Readonly<ReplayRunRow>;
export type ReplayItem = Readonly<ReplayItemRow>;
type Page = { readonly checked: number; readonly readTo: string; readonly counts: Partial<Record<DiffClass, number>> };

/** Classes whose receipts a live run has something to do with. What would break is left as it is. */
const TO_APPLY = ['fixed', 'changed', 'still_failing'];

/** Storage of replays. Every step names the state that it goes on from, so that two processes never do one twice. */
@Injectable()
export class ReplaysRepository {
  async add(tx: Tx, run: ReplayRun): Promise<void> {
    await tx.getRepository(ReplayRunRow).insert(run);
  }

  find(tx: Tx, id: string): Promise<ReplayRun | null> {
    return tx.getRepository(ReplayRunRow).findOneBy({ id });
  }

  /** Held until commit: nobody goes on with it meanwhile. */
  hold(tx: Tx, id: string): Promise<ReplayRun | null> {
    return tx.getRepository(ReplayRunRow).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  /** Whether it applies and will until commit: whoever ends it waits. */
  async isApplying(tx: Tx, id: string): Promise<boolean> {
    const where = { id, state: 'applying' as const };
    return (await tx.getRepository(ReplayRunRow).findOne({ where, lock: { mode: 'pessimistic_read' } })) !== null;
  }

  /** Newest first, those before `before`. */
  search(tx: Tx, partnerId: string | null, before: string | null, limit: number): Promise<ReplayRun[]> {
    const query = tx.createQueryBuilder(ReplayRunRow, 'run').orderBy('run.id', 'DESC').limit(limit);
    if (partnerId !== null) query.andWhere('run.partnerId = :partnerId', { partnerId });
    if (before !== null) query.andWhere('run.id < :before', { before });
    return query.getMany();
  }

  /** By receipt, those after the receipt `after`. */
  items(tx: Tx, runId: string, kind: string | null, after: string | null, limit: number): Promise<ReplayItem[]> {
    const query = tx.createQueryBuilder(ReplayItemRow, 'item').where('item.runId = :runId', { runId });
    if (kind !== null) query.andWhere('item.class = :kind', { kind });
    if (after !== null) query.andWhere('item.receiptId > :after', { after });
    return query.orderBy('item.receiptId', 'ASC').limit(limit).getMany();
  }

  count(tx: Tx, partnerId: string | null): Promise<number> {
    return tx.getRepository(ReplayRunRow).count(partnerId === null ? {} : { where: { partnerId } });
  }

  countItems(tx: Tx, runId: string, kind: string | null): Promise<number> {
    const where = kind === null ? { runId } : { runId, class: kind as DiffClass };
    return tx.getRepository(ReplayItemRow).count({ where });
  }

  /** How many notifications a run leads to, and how many of its items are done. */
  async totals(tx: Tx, runId: string): Promise<{ told: number; applied: number; due: number }> {
    const [row] = await tx.query<{ told: number; applied: number; due: number }[]>(
      `select count(distinct tell)::int as told, count(distinct receipt_id) filter (where applied_at is not null)::int as applied,
         count(distinct receipt_id) filter (where applied_at is null and class = any($2))::int as due
       from replay_item left join lateral unnest(tells) as tell on true where run_id = $1`,
      [runId, TO_APPLY],
    );
    return row ?? { told: 0, applied: 0, due: 0 };
  }

  /** Goes on from the receipt `from`; false when another process did, or the run was ended. */
  async goOn(tx: Tx, id: string, from: string, page: Page): Promise<boolean> {
    const [, touched] = await tx.query<[unknown[], number]>(
      `update replay_run set read_to = $3, checked = checked + $4, counts = $5
       where id = $1 and read_to = $2 and state = 'reading'`,
      [id, from, page.readTo, page.checked, page.counts],
    );
    return touched === 1;
  }

  async addItems(tx: Tx, items: readonly ReplayItem[]): Promise<void> {
    if (items.length > 0) await tx.getRepository(ReplayItemRow).insert([...items]);
  }

  /** The item that happened first of those to be applied. */
  nextDue(tx: Tx, runId: string): Promise<ReplayItem | null> {
    return tx
      .createQueryBuilder(ReplayItemRow, 'item')
      .where('item.runId = :runId and item.appliedAt is null and item.class in (:...classes)', {
        runId,
        classes: TO_APPLY,
      })
      .orderBy('item.eventAt')
      .addOrderBy('item.receiptId')
      .limit(1)
      .getOne();
  }

  /** Held until commit; null when somebody applied it meanwhile. */
  async holdDue(tx: Tx, { runId, receiptId }: ReplayItem): Promise<ReplayItem | null> {
    const where = { runId, receiptId, appliedAt: IsNull() };
    return tx.getRepository(ReplayItemRow).findOne({ where, lock: { mode: 'pessimistic_write' } });
  }

  async noteApplied(tx: Tx, { runId, receiptId }: ReplayItem, at: Date, tells: string[]): Promise<void> {
    await tx.getRepository(ReplayItemRow).update({ runId, receiptId }, { appliedAt: at, tells });
  }

  /** False when the run is not in that state any more. */
  async move(tx: Tx, id: string, from: ReplayRunRow['state'], to: Partial<ReplayRunRow>): Promise<boolean> {
    const { affected } = await tx.getRepository(ReplayRunRow).update({ id, state: from }, to);
    return affected === 1;
  }
}
