import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import type { Tx } from '../../platform/database/transaction.js';
import { DeliveryRow } from './delivery.entity.js';

export type Delivery = Readonly<DeliveryRow>;
export type Scope = Pick<Delivery, 'partnerId' | 'environment'>;
export type Claim = { readonly claimId: string; readonly claimedUntil: Date };
export type Progress = Pick<
  Delivery,
  'state' | 'reason' | 'nextAttemptAt' | 'retriesUsed' | 'losses' | 'attempts' | 'finishedAt'
>;
export type DeliveryFilter = {
  readonly state?: string;
  readonly partnerId?: string;
  readonly environment?: string;
  readonly leadId?: string;
};

/** What is sent, and by which adapter. */
export type Content = Pick<Delivery, 'bodySealed' | 'contentType' | 'adapterVersion'>;

export const NO_CONTENT: Content = { bodySealed: null, contentType: null, adapterVersion: null };
const UNCLAIMED = { claimId: null, claimedUntil: null };
/** What a change of endpoint or adapter may remedy. */
const IS_FOR_WANT = "(reason in ('endpoint_missing', 'endpoint_disabled') or starts_with(reason, 'outbound_'))";
const IS_DUE = 'delivery.nextAttemptAt <= :now and (delivery.claimedUntil is null or delivery.claimedUntil < :now)';

/** Storage of deliveries. Rows are held only for as long as a transaction lasts, never over a network call. */
@Injectable()
export class DeliveriesRepository {
  /** Adds what is not owed yet; answers the ids of those. */
  async addOnce(tx: Tx, deliveries: readonly Delivery[]): Promise<Set<string>> {
    if (deliveries.length === 0) return new Set();
    const insert = tx
      .createQueryBuilder()
      .insert()
      .into(DeliveryRow)
      .values([...deliveries])
      .orIgnore();
    const { raw } = await insert.returning('id').execute();
    return new Set((raw as { id: string }[]).map(({ id }) => id));
  }

  /** The delivery if it is due and nobody has it, held until commit. */
  lockDue(tx: Tx, id: string, now: Date): Promise<Delivery | null> {
    return free(tx).where('delivery.id = :id', { id }).andWhere(IS_DUE, { now }).getOne();
  }

  /** The one that has been due longest at this endpoint and that nobody has, held until commit. */
  lockNextDue(tx: Tx, { partnerId, environment }: Scope, now: Date): Promise<Delivery | null> {
    return free(tx)
      .where('delivery.partnerId = :partnerId and delivery.environment = :environment', { partnerId, environment })
      .andWhere(IS_DUE, { now })
      .orderBy('delivery.nextAttemptAt')
      .limit(1)
      .getOne();
  }

  /** Held until commit, whatever its state. */
  lock(tx: Tx, id: string): Promise<Delivery | null> {
    return all(tx).where('delivery.id = :id', { id }).setLock('pessimistic_write').getOne();
  }

  async claim(tx: Tx, id: string, claim: Claim): Promise<void> {
    await tx.getRepository(DeliveryRow).update({ id }, claim);
  }

  /** Ends the claim with its result. False, and nothing written, when the claim is no longer this one. */
  async complete(tx: Tx, id: string, claimId: string, progress: Progress): Promise<boolean> {
    const { affected } = await tx.getRepository(DeliveryRow).update({ id, claimId }, { ...progress, ...UNCLAIMED });
    return affected === 1;
  }

  async setContent(tx: Tx, id: string, content: Content): Promise<void> {
    await tx.getRepository(DeliveryRow).update({ id }, content);
  }

  /** Holds back one that has no body, since this adapter cannot write it. */
  async holdUnwritten(tx: Tx, id: string, reason: string, adapterVersion: number | null): Promise<void> {
    await tx.getRepository(DeliveryRow).update({ id }, { state: 'held', reason, nextAttemptAt: null, adapterVersion });
  }

  /**
   * Holds back everything that waits for this endpoint and that nobody has. What was never tried loses its body: by the
   * time there is an endpoint again, another adapter may be live.
   */
  async holdAll(tx: Tx, { partnerId, environment }: Scope, reason: string): Promise<void> {
    await tx.query(
      `update delivery set state = 'held', reason = $3, next_attempt_at = null,
         body_sealed = case when attempts > 0 then body_sealed end,
         content_type = case when attempts > 0 then content_type end,
         adapter_version = case when attempts > 0 then adapter_version end
       where id in (
         select id from delivery
         where partner_id = $1 and environment = $2 and next_attempt_at is not null and claim_id is null
         for update skip locked)`,
      [partnerId, environment, reason],
    );
  }

  /** Makes due what was held for want of this endpoint, or of a value for its body; answers the ids. */
  async release(tx: Tx, { partnerId, environment }: Scope, now: Date): Promise<string[]> {
    const [rows] = await tx.query<[{ id: string }[], number]>(
      `update delivery set state = case when attempts = 0 then 'waiting' else 'retrying' end, reason = null, next_attempt_at = $3
       where partner_id = $1 and environment = $2 and state = 'held' and ${IS_FOR_WANT}
       returning id`,
      [partnerId, environment, now],
    );
    return rows.map(({ id }) => id);
  }

  /** The endpoints that deliveries are held for want of. */
  missedEndpoints(tx: Tx): Promise<Scope[]> {
    return tx.query<Scope[]>(
      `select distinct partner_id as "partnerId", environment from delivery
       where state = 'held' and reason in ('endpoint_missing', 'endpoint_disabled')`,
    );
  }

  /** The adapters that could not write the bodies of deliveries that are held. */
  failedAdapters(tx: Tx): Promise<(Scope & { readonly adapterVersion: number })[]> {
    return tx.query<(Scope & { readonly adapterVersion: number })[]>(
      `select distinct partner_id as "partnerId", environment, adapter_version as "adapterVersion" from delivery
       where state = 'held' and starts_with(reason, 'outbound_')`,
    );
  }

  /** Some of those that have been due since `before` and that nobody has: a few an endpoint, so that none hides another. */
  async overdue(tx: Tx, before: Date, now: Date, limits: { perEndpoint: number; all: number }): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `select due.id
       from (select distinct partner_id, environment from delivery where next_attempt_at < $1) endpoint
       cross join lateral (
         select id from delivery
         where partner_id = endpoint.partner_id and environment = endpoint.environment
           and next_attempt_at < $1 and (claimed_until is null or claimed_until < $2)
         order by next_attempt_at limit $3
       ) due
       limit $4`,
      [before, now, limits.perEndpoint, limits.all],
    );
    return rows.map(({ id }) => id);
  }

  find(tx: Tx, id: string): Promise<Delivery | null> {
    return tx.getRepository(DeliveryRow).findOneBy({ id });
  }

  /** Oldest first. */
  ofLead(tx: Tx, leadId: string): Promise<Delivery[]> {
    return tx.getRepository(DeliveryRow).find({ where: { leadId }, order: { id: 'ASC' } });
  }

  /** Newest first, those before the delivery `before`. */
  search(tx: Tx, filter: DeliveryFilter, before: string | null, limit: number): Promise<Delivery[]> {
    const query = all(tx).orderBy('delivery.id', 'DESC').limit(limit);
    for (const [property, value] of Object.entries(filter)) {
      query.andWhere(`delivery.${property} = :${property}`, { [property]: value });
    }
    if (before !== null) query.andWhere('delivery.id < :before', { before });
    return query.getMany();
  }
}

function all(tx: Tx): SelectQueryBuilder<DeliveryRow> {
  return tx.createQueryBuilder(DeliveryRow, 'delivery');
}

/** Leaves out what another transaction holds: it is taken care of there. */
function free(tx: Tx): SelectQueryBuilder<DeliveryRow> {
  return all(tx).setLock('pessimistic_write').setOnLocked('skip_locked');
}
