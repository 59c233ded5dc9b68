import { Injectable } from '@nestjs/common';
import { type Decimal, fromNumeric } from '../../kernel/money.js';
import { arrayOf } from '../../platform/database/arrays.js';
import { type Prepared, runPrepared } from '../../platform/database/prepared.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { LinkedRequest } from './held-payment.js';
import { PaymentRequestRow } from './payment.entity.js';
import type { OpenRequest } from './proposal.domain.js';

type Answered = Pick<PaymentRequestRow, 'accountId' | 'reference'>;

const BY_REFERENCE: Prepared = {
  name: 'payment_request_by_reference',
  text: `select request.id, request.user_id as "userId", request.lead_id as "leadId", request.amount, request.currency,
      request.account_id as "accountId", request.reference
    from unnest($1::uuid[], $2::text[]) as n (account_id, reference)
    cross join lateral (
      select * from payment_request r where r.account_id = n.account_id and r.reference = n.reference limit 1
    ) as request`,
};

/** Storage of what was asked of providers. */
@Injectable()
export class PaymentRequestsRepository {
  /** Those that were answered with one of these references, by account and reference. */
  async byReference(tx: Tx, names: readonly Answered[]): Promise<Map<string, LinkedRequest>> {
    if (names.length === 0) return new Map();
    const accounts = arrayOf(
      names.map(({ accountId }) => accountId),
      'uuid',
    );
    const references = arrayOf(
      names.map(({ reference }) => reference),
      'text',
    );
    const rows = await runPrepared<LinkedRequest & Answered>(tx, BY_REFERENCE, [accounts, references]);
    return new Map(
      rows.map(({ accountId, reference, ...one }) => [
        `${accountId}|${reference}`,
        { ...one, amount: fromNumeric(one.amount) as Decimal },
      ]),
    );
  }

  linked(tx: Tx, id: string): Promise<LinkedRequest | null> {
    return this.find(tx, id);
  }

  /** Those of an account that no payment answers, by their ids or their users; newest first, fifty at most. */
  unanswered(
    tx: Tx,
    accountId: string,
    by: { ids: readonly string[]; users: readonly string[] },
  ): Promise<OpenRequest[]> {
    return tx
      .createQueryBuilder(PaymentRequestRow, 'request')
      .where('request.accountId = :accountId', { accountId })
      .andWhere('(request.id = any(:ids::uuid[]) or request.userId = any(:users::text[]))', by)
      .andWhere('not exists (select from payment where payment.request_id = request.id)')
      .orderBy('request.id', 'DESC')
      .limit(50)
      .select(['request.id', 'request.userId', 'request.leadId', 'request.amount', 'request.currency'])
      .addSelect(['request.state', 'request.createdAt'])
      .getMany();
  }

  find(tx: Tx, id: string): Promise<PaymentRequestRow | null> {
    return tx.getRepository(PaymentRequestRow).findOneBy({ id });
  }

  hold(tx: Tx, id: string): Promise<PaymentRequestRow | null> {
    const lock = { mode: 'pessimistic_write' } as const;
    return tx.getRepository(PaymentRequestRow).findOne({ where: { id }, lock });
  }

  /** False when there is a request under this key already; waits for a transaction that is about to add it. */
  async add(tx: Tx, request: PaymentRequestRow): Promise<boolean> {
    const insert = tx.createQueryBuilder().insert().into(PaymentRequestRow).values(request).orIgnore();
    const { raw } = await insert.returning('id').execute();
    return (raw as unknown[]).length === 1;
  }

  /** Held until commit. */
  holdByKey(tx: Tx, callKey: string): Promise<PaymentRequestRow | null> {
    const lock = { mode: 'pessimistic_write' } as const;
    return tx.getRepository(PaymentRequestRow).findOne({ where: { callKey }, lock });
  }

  async change(tx: Tx, id: string, change: Partial<PaymentRequestRow>): Promise<void> {
    await tx.getRepository(PaymentRequestRow).update({ id }, change);
  }
}
