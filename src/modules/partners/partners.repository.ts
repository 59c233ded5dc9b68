import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transaction.js';
import { PartnerRow } from './partner.entity.js';

export type PartnerView = Readonly<PartnerRow>;
export type PartnerSettings = Omit<PartnerView, 'id' | 'slug' | 'createdAt' | 'updatedAt'>;
export type Page = { readonly before: string | null; readonly limit: number };

/** No slug holds it, and PostgreSQL refuses to look for it. */
const NUL = '\0';

/** Storage of partners. */
@Injectable()
export class PartnersRepository {
  /** False when the slug is taken. */
  async addOnce(tx: Tx, partner: PartnerView): Promise<boolean> {
    const insert = tx.createQueryBuilder().insert().into(PartnerRow).values(partner).orIgnore();
    const { raw } = await insert.returning('id').execute();
    return raw.length === 1;
  }

  find(tx: Tx, id: string): Promise<PartnerView | null> {
    return tx.getRepository(PartnerRow).findOneBy({ id });
  }

  async bySlug(tx: Tx, slug: string): Promise<PartnerView | null> {
    if (slug.includes(NUL)) return null;
    return tx.getRepository(PartnerRow).findOneBy({ slug });
  }

  /** Holds the partner until commit, so that changes of one partner happen one after the other. */
  async lockBySlug(tx: Tx, slug: string): Promise<PartnerView | null> {
    if (slug.includes(NUL)) return null;
    const query = tx.createQueryBuilder(PartnerRow, 'partner').where('partner.slug = :slug', { slug });
    return query.setLock('for_no_key_update').getOne();
  }

  async change(tx: Tx, id: string, change: Partial<PartnerSettings> & { updatedAt: Date }): Promise<void> {
    await tx.getRepository(PartnerRow).update({ id }, change);
  }

  /** Newest first, those before the partner `before`. */
  page(tx: Tx, { before, limit }: Page): Promise<PartnerView[]> {
    const query = tx.createQueryBuilder(PartnerRow, 'partner').orderBy('partner.id', 'DESC').limit(limit);
    if (before !== null) query.where('partner.id < :before', { before });
    return query.getMany();
  }

  async names(tx: Tx): Promise<string[]> {
    const rows = await tx.getRepository(PartnerRow).find({ select: { name: true } });
    return rows.map(({ name }) => name);
  }

  count(tx: Tx): Promise<number> {
    return tx.getRepository(PartnerRow).count();
  }
}
