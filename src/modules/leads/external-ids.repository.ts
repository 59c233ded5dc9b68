import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { arrayOf } from '../../platform/database/arrays.js';
import { runPrepared } from '../../platform/database/prepared.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Write } from '../../platform/database/write.js';
import type { NewIdentifier, Scope } from './identifiers.repository.js';
import { ExternalIdDisputeRow, ExternalIdStopRow, LeadIdentifierRow } from './lead.entity.js';

export type ScopedValue = Scope & { readonly value: string };
export type NewExternalId = Omit<NewIdentifier, 'kind'>;
/** `id` is used when it is a dispute. */
export type Claim = NewExternalId & { readonly id: string };

const COLUMNS = ['uuid', 'text', 'text', 'uuid', 'text', 'timestamptz'];

function listsFrom(first: number, types: readonly string[]): string {
  return types.map((type, at) => `$${first + at}::${type}[]`).join(', ');
}

function learnText(first: number): string {
  return `
    insert into lead_identifier (partner_id, environment, value, lead_id, source, created_at, kind)
    select v.*, 'external_id' from unnest(${listsFrom(first, COLUMNS)})
      as v (partner_id, environment, value, lead_id, source, created_at)
    where not exists (select from external_id_stop s
      where s.partner_id = v.partner_id and s.environment = v.environment and s.value = v.value)
    on conflict do nothing
    returning lead_id`;
}

function disputeText(first: number): string {
  return `
    insert into external_id_dispute (partner_id, environment, value, lead_id, source, created_at, id, held_by)
    select v.*, i.lead_id from unnest(${listsFrom(first, [...COLUMNS, 'uuid'])})
      as v (partner_id, environment, value, lead_id, source, created_at, id)
    join lead_identifier i on i.partner_id = v.partner_id and i.environment = v.environment
      and i.kind = 'external_id' and i.value = v.value and i.lead_id <> v.lead_id
    on conflict on constraint external_id_dispute_once do nothing
    returning id`;
}

function valuesOf(ids: readonly NewExternalId[]): unknown[] {
  const column = (type: string, of: (id: NewExternalId) => unknown) => arrayOf(ids.map(of), type);
  return [
    column('uuid', ({ partnerId }) => partnerId),
    column('text', ({ environment }) => environment),
    column('text', ({ value }) => value),
    column('uuid', ({ leadId }) => leadId),
    column('text', ({ source }) => source),
    column('timestamptz', ({ createdAt }) => createdAt),
  ];
}

/** Storage of partners' own ids: which lead each stands for, which are disputed, which stand for none. */
@Injectable()
export class ExternalIdsRepository {
  /** Adds what is new and not on the stop list. An id of another lead stays where it is. */
  learning(ids: readonly NewExternalId[]): Write | null {
    if (ids.length === 0) return null;
    return { name: 'learn_external_id', text: learnText, values: valuesOf(ids) };
  }

  /** Keeps that an id was said of a lead while it is known for another; each lead once. */
  disputing(claims: readonly Claim[]): Write | null {
    if (claims.length === 0) return null;
    const values = [...valuesOf(claims), claims.map(({ id }) => id)];
    return { name: 'dispute_external_id', text: disputeText, values };
  }

  /** As `learning`, at once; false when it was known, for this lead or another, or stands for none. */
  async learn(tx: Tx, id: NewExternalId): Promise<boolean> {
    const rows = await runPrepared(tx, { name: 'learn_external_id', text: learnText(1) }, valuesOf([id]));
    return rows.length > 0;
  }

  /** As `disputing`, at once; false when there is nothing new to decide. */
  async dispute(tx: Tx, claim: Claim): Promise<boolean> {
    const statement = { name: 'dispute_external_id', text: disputeText(1) };
    return (await runPrepared(tx, statement, [...valuesOf([claim]), [claim.id]])).length > 0;
  }

  /** The lead that it stands for, held until commit. */
  async holder(tx: Tx, { partnerId, environment, value }: ScopedValue): Promise<LeadIdentifierRow | null> {
    const where = { partnerId, environment, kind: 'external_id', value } as const;
    return tx.getRepository(LeadIdentifierRow).findOne({ where, lock: { mode: 'pessimistic_write' } });
  }

  /** Of one lead, in the order in which they were learnt. */
  ofLead(tx: Tx, leadId: string): Promise<LeadIdentifierRow[]> {
    const where = { leadId, kind: 'external_id' } as const;
    return tx.getRepository(LeadIdentifierRow).find({ where, order: { createdAt: 'ASC', value: 'ASC' } });
  }

  /** Whether a lead was sent to a partner, in this environment: only then may the partner name it. */
  async wasSent(tx: Tx, { partnerId, environment }: Scope, leadId: string): Promise<boolean> {
    const where = { partnerId, environment, kind: 'lead_id', value: leadId, leadId } as const;
    return tx.getRepository(LeadIdentifierRow).existsBy(where);
  }

  async add(tx: Tx, id: NewExternalId): Promise<void> {
    await tx.getRepository(LeadIdentifierRow).insert({ ...id, kind: 'external_id' });
  }

  async remove(tx: Tx, { partnerId, environment, value }: ScopedValue): Promise<void> {
    await tx.getRepository(LeadIdentifierRow).delete({ partnerId, environment, kind: 'external_id', value });
  }

  /** Of how many leads beside its own an id was said. */
  async claimants(tx: Tx, { partnerId, environment, value }: ScopedValue): Promise<ExternalIdDisputeRow[]> {
    return tx.getRepository(ExternalIdDisputeRow).findBy({ partnerId, environment, value });
  }

  /** Nobody needs to decide about it any more. */
  async settle(tx: Tx, { partnerId, environment, value }: ScopedValue, settledAt: Date): Promise<void> {
    const open = { partnerId, environment, value, settledAt: IsNull() };
    await tx.getRepository(ExternalIdDisputeRow).update(open, { settledAt });
  }

  async stop(tx: Tx, { partnerId, environment, value }: ScopedValue, createdAt: Date): Promise<void> {
    const row = { partnerId, environment, value, createdAt };
    await tx.createQueryBuilder().insert().into(ExternalIdStopRow).values(row).orIgnore().execute();
  }

  /** False when it is not on the list. */
  async release(tx: Tx, { partnerId, environment, value }: ScopedValue): Promise<boolean> {
    const { affected } = await tx.getRepository(ExternalIdStopRow).delete({ partnerId, environment, value });
    await tx.getRepository(ExternalIdDisputeRow).delete({ partnerId, environment, value });
    return affected === 1;
  }

  isStopped(tx: Tx, { partnerId, environment, value }: ScopedValue): Promise<boolean> {
    return tx.getRepository(ExternalIdStopRow).existsBy({ partnerId, environment, value });
  }

  /** Newest first. */
  stopped(tx: Tx, partnerId: string): Promise<Omit<ExternalIdStopRow, 'partnerId'>[]> {
    const select = { environment: true, value: true, createdAt: true } as const;
    const newest = { order: { createdAt: 'DESC' }, take: 500 } as const;
    return tx.getRepository(ExternalIdStopRow).find({ where: { partnerId }, select, ...newest });
  }
}
