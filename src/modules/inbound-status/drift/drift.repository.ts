import { Injectable } from '@nestjs/common';
import { MoreThanOrEqual } from 'typeorm';
import type { Tx } from '../../../platform/database/transaction.js';
import { InboundDayRow, InboundShapeRow, InboundWatchRow } from './drift.entity.js';
import type { InboundDay } from './inbound-day.domain.js';
import type { LearntShape } from './learnt-shape.domain.js';

export type WatchScope = Pick<InboundWatchRow, 'partnerId' | 'environment'>;
export type Watch = Pick<InboundWatchRow, 'readTo' | 'lastReceiptAt'>;

/** Storage of what was learnt of what partners send. */
@Injectable()
export class DriftRepository {
  watch(tx: Tx, scope: WatchScope): Promise<Watch | null> {
    return tx.getRepository(InboundWatchRow).findOneBy({ ...scope });
  }

  /** Goes on from the receipt `from`; false when another process did. */
  async goOn(tx: Tx, { partnerId, environment }: WatchScope, from: string, to: Watch): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `insert into inbound_watch as watch (partner_id, environment, read_to, last_receipt_at) values ($1, $2, $3, $4)
       on conflict (partner_id, environment) do update
         set read_to = excluded.read_to, last_receipt_at = excluded.last_receipt_at where watch.read_to = $5
       returning 1`,
      [partnerId, environment, to.readTo, to.lastReceiptAt, from],
    );
    return rows.length === 1;
  }

  /** From that day on, by day. */
  days(tx: Tx, scope: WatchScope, from: string): Promise<InboundDay[]> {
    const where = { ...scope, day: MoreThanOrEqual(from) };
    return tx.getRepository(InboundDayRow).find({ where, order: { day: 'ASC' } });
  }

  async saveDays(tx: Tx, scope: WatchScope, days: readonly InboundDay[]): Promise<void> {
    const rows = days.map((day) => ({ ...scope, ...day }));
    await tx.getRepository(InboundDayRow).upsert(rows, ['partnerId', 'environment', 'day']);
  }

  shape(tx: Tx, scope: WatchScope, version: number): Promise<LearntShape> {
    return tx.getRepository(InboundShapeRow).findBy({ ...scope, version });
  }

  async saveShape(tx: Tx, scope: WatchScope, version: number, shape: LearntShape): Promise<void> {
    if (shape.length === 0) return;
    const rows = shape.map((one) => ({ ...scope, version, ...one }));
    await tx.getRepository(InboundShapeRow).upsert(rows, ['partnerId', 'environment', 'version', 'path', 'type']);
  }

  /** What was not there for so long is forgotten. */
  async forget(tx: Tx, pathsBefore: Date, daysBefore: string): Promise<void> {
    await tx.query(`delete from inbound_shape where last_at < $1 and path <> '@'`, [pathsBefore]);
    await tx.query('delete from inbound_day where day < $1', [daysBefore]);
  }
}
