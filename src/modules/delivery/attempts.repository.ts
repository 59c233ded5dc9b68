import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Tx } from '../../platform/database/transaction.js';
import { DeliveryAttemptRow } from './delivery.entity.js';

export type Attempt = Readonly<DeliveryAttemptRow>;
export type Attempted = Pick<Attempt, 'outcome' | 'httpStatus'>;

/** Storage of attempts: added when they are over, never changed. */
@Injectable()
export class AttemptsRepository {
  async add(tx: Tx, attempt: Attempt): Promise<void> {
    await tx.getRepository(DeliveryAttemptRow).insert(attempt);
  }

  /** Oldest first. */
  ofDeliveries(tx: Tx, deliveryIds: readonly string[]): Promise<Attempt[]> {
    if (deliveryIds.length === 0) return Promise.resolve([]);
    const where = { deliveryId: In([...deliveryIds]) };
    return tx.getRepository(DeliveryAttemptRow).find({ where, order: { id: 'ASC' } });
  }

  /** Of the partner's last test leads, newest first. */
  ofTests(tx: Tx, partnerId: string, since: Date): Promise<Attempted[]> {
    return tx.query<Attempted[]>(
      `select a.outcome, a.http_status as "httpStatus"
       from (select id from delivery where partner_id = $1 and environment = 'sandbox' order by id desc limit 20) d
       join delivery_attempt a on a.delivery_id = d.id and a.started_at >= $2
       order by a.id desc limit 20`,
      [partnerId, since],
    );
  }
}
