import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import type { Tx } from '../../../platform/database/transaction.js';
import type { DiffClass } from '../preview-diff.domain.js';
import { ShadowDivergenceRow, ShadowRunRow } from './shadow.entity.js';

export type ShadowRun = Readonly<ShadowRunRow>;
export type ShadowDivergence = Readonly<ShadowDivergenceRow>;
type Page = Pick<ShadowRun, 'readTo' | 'counts'> & { readonly checked: number };
type End = Pick<ShadowRun, 'state' | 'error'> & { readonly finishedAt: Date };

/** Storage of shadows. A page names the receipt that it goes on from, so that two processes never count one twice. */
@Injectable()
export class ShadowsRepository {
  /** False when another runs for this partner and environment. */
  async addOnce(tx: Tx, run: ShadowRun): Promise<boolean> {
    const { raw } = await tx
      .createQueryBuilder()
      .insert()
      .into(ShadowRunRow)
      .values(run)
      .orIgnore()
      .returning('id')
      .execute();
    return raw.length === 1;
  }

  /** The last one of a version. */
  last(tx: Tx, partnerId: string, version: number): Promise<ShadowRun | null> {
    return tx.getRepository(ShadowRunRow).findOne({ where: { partnerId, version }, order: { id: 'DESC' } });
  }

  runningFor(tx: Tx, partnerId: string, environment: ShadowRun['environment']): Promise<ShadowRun | null> {
    return tx.getRepository(ShadowRunRow).findOneBy({ partnerId, environment, finishedAt: IsNull() });
  }

  running(tx: Tx): Promise<ShadowRun[]> {
    return tx.getRepository(ShadowRunRow).find({ where: { finishedAt: IsNull() }, order: { id: 'ASC' } });
  }

  find(tx: Tx, id: string): Promise<ShadowRun | null> {
    return tx.getRepository(ShadowRunRow).findOneBy({ id });
  }

  /** Goes on from the receipt `from`; false when another process did, or the run has ended. */
  async goOn(tx: Tx, id: string, from: string, { readTo, checked, counts }: Page): Promise<boolean> {
    const [, touched] = await tx.query<[unknown[], number]>(
      `update shadow_run set read_to = $3, checked = checked + $4, counts = $5
       where id = $1 and read_to = $2 and finished_at is null`,
      [id, from, readTo, checked, counts],
    );
    return touched === 1;
  }

  /** False when it had ended. */
  async end(tx: Tx, id: string, end: End): Promise<boolean> {
    const { affected } = await tx.getRepository(ShadowRunRow).update({ id, finishedAt: IsNull() }, end);
    return affected === 1;
  }

  async addDivergences(tx: Tx, divergences: readonly ShadowDivergence[]): Promise<void> {
    if (divergences.length > 0) await tx.getRepository(ShadowDivergenceRow).insert([...divergences]);
  }

  /** Newest receipt first, those before the receipt `before`. */
  divergences(
    tx: Tx,
    shadowId: string,
    kind: string | null,
    before: string | null,
    limit: number,
  ): Promise<ShadowDivergence[]> {
    const query = tx.createQueryBuilder(ShadowDivergenceRow, 'one').where('one.shadowId = :shadowId', { shadowId });
    if (kind !== null) query.andWhere('one.class = :kind', { kind });
    if (before !== null) query.andWhere('one.receiptId < :before', { before });
    return query.orderBy('one.receiptId', 'DESC').limit(limit).getMany();
  }

  countDivergences(tx: Tx, shadowId: string, kind: string | null): Promise<number> {
    const where = kind === null ? { shadowId } : { shadowId, class: kind as DiffClass };
    return tx.getRepository(ShadowDivergenceRow).countBy(where);
  }
}
