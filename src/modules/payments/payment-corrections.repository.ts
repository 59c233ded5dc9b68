import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transaction.js';
import { PaymentCorrectionRow } from './payment.entity.js';

/** Storage of what people put right. */
@Injectable()
export class PaymentCorrectionsRepository {
  /** Adds itself to the sums of its payment. */
  async add(tx: Tx, correction: PaymentCorrectionRow): Promise<void> {
    await tx.getRepository(PaymentCorrectionRow).insert(correction);
  }

  find(
    tx: Tx,
    paymentId: string,
    kind: PaymentCorrectionRow['kind'],
    reference: string,
  ): Promise<PaymentCorrectionRow | null> {
    return tx.getRepository(PaymentCorrectionRow).findOneBy({ paymentId, kind, reference });
  }

  /** Oldest first. */
  ofPayment(tx: Tx, paymentId: string): Promise<PaymentCorrectionRow[]> {
    return tx.getRepository(PaymentCorrectionRow).find({ where: { paymentId }, order: { id: 'ASC' }, take: 1_000 });
  }
}
