import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transaction.js';
import { LawFirmAliasRow, LawFirmRow, MassTortRow } from './case.entity.js';
import { CaseCatalogue, type LawFirm, type MassTort } from './case-code.domain.js';

export type LawFirmView = LawFirm & { readonly id: string };
type KeyedName = { readonly id: string; readonly name: string; readonly nameKey: string };
type KeyedAlias = { readonly alias: string; readonly aliasKey: string };

/** Storage of mass torts and law firms. */
@Injectable()
export class CatalogueRepository {
  async load(tx: Tx): Promise<CaseCatalogue> {
    return new CaseCatalogue({ massTorts: await this.massTorts(tx), lawFirms: await this.lawFirms(tx) });
  }

  massTorts(tx: Tx): Promise<MassTort[]> {
    return tx.getRepository(MassTortRow).find({ order: { slug: 'ASC' } });
  }

  lawFirms(tx: Tx): Promise<LawFirmView[]> {
    return tx.query<LawFirmView[]>(
      `select f.id, f.name, coalesce(array_agg(a.alias order by a.alias) filter (where a.alias is not null), '{}') as aliases
       from law_firm f left join law_firm_alias a on a.law_firm_id = f.id group by f.id, f.name order by f.name`,
    );
  }

  /** Adds the mass tort, or changes the one with its slug, whose id stays. */
  async putMassTort(tx: Tx, massTort: MassTort): Promise<MassTort> {
    const [put] = await tx.query<MassTort[]>(
      `insert into mass_tort (id, slug, name, code, active) values ($1, $2, $3, $4, $5)
       on conflict (slug) do update set name = excluded.name, code = excluded.code, active = excluded.active
       returning id, slug, name, code, active`,
      [massTort.id, massTort.slug, massTort.name, massTort.code, massTort.active],
    );
    return put ?? massTort;
  }

  /** Until commit nobody else changes a mass tort, so that no name can come to stand for two. */
  async lockMassTorts(tx: Tx): Promise<void> {
    await tx.query('lock table mass_tort in share row exclusive mode');
  }

  /** Until commit nobody else changes a law firm, so that no spelling can come to stand for two. */
  async lockLawFirms(tx: Tx): Promise<void> {
    await tx.query('lock table law_firm in share row exclusive mode');
  }

  /** Adds the firm, or renames the one with its key, whose id stays; replaces its aliases. */
  async putLawFirm(tx: Tx, { id, name, nameKey }: KeyedName, aliases: readonly KeyedAlias[]): Promise<string> {
    const known = await tx.getRepository(LawFirmRow).findOneBy({ nameKey });
    const lawFirmId = known?.id ?? id;
    if (known) await tx.getRepository(LawFirmRow).update({ id: lawFirmId }, { name });
    else await tx.getRepository(LawFirmRow).insert({ id, name, nameKey });
    await tx.getRepository(LawFirmAliasRow).delete({ lawFirmId });
    if (aliases.length > 0)
      await tx.getRepository(LawFirmAliasRow).insert(aliases.map((alias) => ({ ...alias, lawFirmId })));
    return lawFirmId;
  }
}
