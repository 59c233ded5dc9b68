import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Tx } from '../../platform/database/transaction.js';
import { DeliveryAttemptRow } from './delivery.entity.js';

export type Attempt = Readonly<DeliveryAttemptRow>;

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
}
