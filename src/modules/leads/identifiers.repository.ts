import { Injectable } from '@nestjs/common';
import { arrayOf } from '../../platform/database/arrays.js';
import { BulkInsert } from '../../platform/database/bulk-insert.js';
import { type Prepared, runPrepared } from '../../platform/database/prepared.js';
import type { Tx } from '../../platform/database/transaction.js';

export type IdentifierKind = 'lead_id' | 'external_id' | 'phone' | 'email' | 'name';
export type Scope = { readonly partnerId: string; readonly environment: 'live' | 'sandbox' };
export type Identifier = Scope & { readonly kind: IdentifierKind; readonly value: string };
export type NewIdentifier = Identifier & { readonly leadId: string; readonly source: string; readonly createdAt: Date };

/** A lead under one key, with what the match rules ask about it. `probe` is the position of the key that found it. */
export type FoundLead = {
  readonly probe: number;
  readonly leadId: string;
  readonly identifiedAt: Date;
  readonly status: string | null;
  readonly statusAt: Date | null;
  readonly massTortId: string;
  readonly personSealed: Buffer;
};

/** More under one key is ambiguous anyway. */
const LEADS_A_KEY = 21;

/** The limit inside the lateral join keeps the planner at index probes, whatever it believes about the tables' sizes. */
const PROBE: Prepared = {
  name: 'probe_lead_identifier',
  text: `
    select p.at::int - 1 as probe, found.* from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) with ordinality
      as p (partner_id, environment, kind, value, at)
    cross join lateral (
      select i.lead_id as "leadId", i.created_at as "identifiedAt", l.status, l.status_at as "statusAt",
        l.mass_tort_id as "massTortId", l.person_sealed as "personSealed"
      from lead_identifier i join lead l on l.id = i.lead_id
      where i.partner_id = p.partner_id and i.environment = p.environment and i.kind = p.kind and i.value = p.value
      limit ${LEADS_A_KEY}
    ) as found`,
};

const USERS = `select distinct lead.user_id as "userId" from partner
    cross join lateral (
      select lead_id from lead_identifier
      where partner_id = partner.id and environment = 'live' and kind = $1 and value = any($2) limit 20
    ) as found
    join lead on lead.id = found.lead_id limit 20`;

const IDENTIFIERS = new BulkInsert<NewIdentifier>(
  'lead_identifier',
  {
    partnerId: 'uuid',
    environment: 'text',
    kind: 'text',
    value: 'text',
    leadId: 'uuid',
    source: 'text',
    createdAt: 'timestamptz',
  },
  'on conflict do nothing returning lead_id',
);

/** Storage of what partners may name leads by. */
@Injectable()
export class IdentifiersRepository {
  /** One index probe a key, whatever the number of leads. */
  async find(tx: Tx, probes: readonly Identifier[]): Promise<FoundLead[]> {
    if (probes.length === 0) return [];
    return runPrepared<FoundLead>(tx, PROBE, columnsOf(probes));
  }

  /** The users of live leads under any of these keys, twenty at most. One index probe a partner and key. */
  async usersOf(tx: Tx, kind: 'email' | 'phone', values: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ userId: string }[]>(USERS, [kind, values]);
    return rows.map(({ userId }) => userId);
  }

  ofLeads(tx: Tx, leadIds: readonly string[]): Promise<Pick<Identifier, 'kind' | 'value'>[]> {
    return tx.query('select kind, value from lead_identifier where lead_id = any($1)', [leadIds]);
  }

  /** Answers how many were new. */
  async add(tx: Tx, rows: readonly NewIdentifier[]): Promise<number> {
    return (await IDENTIFIERS.run(tx, rows)).length;
  }
}

function columnsOf(identifiers: readonly Identifier[]): unknown[] {
  const column = (type: string, of: (identifier: Identifier) => string) => arrayOf(identifiers.map(of), type);
  return [
    column('uuid', ({ partnerId }) => partnerId),
    column('text', ({ environment }) => environment),
    column('text', ({ kind }) => kind),
    column('text', ({ value }) => value),
  ];
}
