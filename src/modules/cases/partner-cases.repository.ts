import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transaction.js';
import { PartnerCaseRow } from './case.entity.js';

export type PartnerCase = Readonly<Omit<PartnerCaseRow, 'partnerId'>>;
export type Candidate = { readonly partnerId: string; readonly weight: number; readonly dailyCap: number | null };
export type Slot = {
  readonly partnerId: string;
  readonly massTortId: string;
  readonly dailyCap: number;
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
};

/** Storage of which partner handles which mass tort, and how much of it a day. */
@Injectable()
export class PartnerCasesRepository {
  async ofPartner(tx: Tx, partnerId: string): Promise<PartnerCase[]> {
    const rows = await tx.getRepository(PartnerCaseRow).findBy({ partnerId });
    return rows.map(({ partnerId: _, ...partnerCase }) => partnerCase);
  }

  /** Replaces the whole set; two replacements of one partner's set happen one after the other. */
  async replace(tx: Tx, partnerId: string, cases: readonly PartnerCase[]): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`partner_case|${partnerId}`]);
    await tx.getRepository(PartnerCaseRow).delete({ partnerId });
    if (cases.length > 0) await tx.getRepository(PartnerCaseRow).insert(cases.map((one) => ({ ...one, partnerId })));
  }

  /** The active partners that handle an active mass tort in a state; those without a list of states handle all. */
  candidates(tx: Tx, massTortId: string, state: string | null): Promise<Candidate[]> {
    return tx.query<Candidate[]>(
      `select c.partner_id as "partnerId", c.weight, c.daily_cap as "dailyCap"
       from partner_case c
       join partner p on p.id = c.partner_id and p.active
       join mass_tort m on m.id = c.mass_tort_id and m.active
       where c.mass_tort_id = $1 and c.active and (c.states is null or $2 = any(c.states))`,
      [massTortId, state],
    );
  }

  /** Counts one more lead of the day, unless the cap is reached. One statement: two at once never share the last slot. */
  async takeSlot(tx: Tx, { partnerId, massTortId, day, dailyCap }: Slot): Promise<boolean> {
    const taken = await tx.query<unknown[]>(
      `insert into partner_case_day (partner_id, mass_tort_id, day, routed)
       select $1::uuid, $2::uuid, $3::date, 1 where $4::integer > 0
       on conflict (partner_id, mass_tort_id, day) do update set routed = partner_case_day.routed + 1
         where partner_case_day.routed < $4::integer
       returning routed`,
      [partnerId, massTortId, day, dailyCap],
    );
    return taken.length === 1;
  }
}
