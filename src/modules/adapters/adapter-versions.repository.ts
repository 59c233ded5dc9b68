import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transaction.js';
import { AdapterSampleRow, AdapterVersionRow } from './adapter-version.entity.js';

export type Environment = 'live' | 'sandbox';
export type Direction = 'inbound' | 'outbound';
export type AdapterVersion = Readonly<AdapterVersionRow>;
export type AdapterVersionFacts = Omit<AdapterVersion, 'document'>;
export type SealedSample = Readonly<AdapterSampleRow>;
export type LiveVersion = Pick<AdapterVersion, 'id' | 'environment' | 'direction' | 'version'>;
/** A member that is absent filters nothing. */
export type VersionFilter = { readonly partnerId: string } & Partial<
  Pick<AdapterVersion, 'environment' | 'direction' | 'state'>
>;

/** Storage of adapter versions and their samples. */
@Injectable()
export class AdapterVersionsRepository {
  /** Until commit nobody else adds or activates a version of this partner. */
  async lock(tx: Tx, partnerId: string): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('adapter_version ' || $1::text, 0))`, [partnerId]);
  }

  async nextVersion(tx: Tx, partnerId: string): Promise<number> {
    return ((await tx.getRepository(AdapterVersionRow).maximum('version', { partnerId })) ?? 0) + 1;
  }

  async add(tx: Tx, version: AdapterVersion, samples: readonly SealedSample[]): Promise<void> {
    await tx.getRepository(AdapterVersionRow).insert(version);
    if (samples.length > 0) await tx.getRepository(AdapterSampleRow).insert([...samples]);
  }

  find(tx: Tx, partnerId: string, version: number): Promise<AdapterVersion | null> {
    return tx.getRepository(AdapterVersionRow).findOneBy({ partnerId, version });
  }

  /** Newest first, those before `before`; without their documents. */
  page(tx: Tx, filter: VersionFilter, before: string | null, limit: number): Promise<AdapterVersionFacts[]> {
    const query = tx.createQueryBuilder(AdapterVersionRow, 'version').where(filter);
    query.select(FACTS.map((column) => `version.${column}`));
    if (before !== null) query.andWhere('version.id < :before', { before });
    return query.orderBy('version.id', 'DESC').limit(limit).getMany();
  }

  count(tx: Tx, filter: VersionFilter): Promise<number> {
    return tx.getRepository(AdapterVersionRow).countBy(filter);
  }

  samples(tx: Tx, adapterVersionId: string): Promise<SealedSample[]> {
    return tx.getRepository(AdapterSampleRow).find({ where: { adapterVersionId }, order: { id: 'ASC' } });
  }

  /** At most four: two environments, two directions. */
  live(tx: Tx, partnerId: string): Promise<LiveVersion[]> {
    const select = { id: true, environment: true, direction: true, version: true } as const;
    return tx.getRepository(AdapterVersionRow).find({ where: { partnerId, state: 'live' }, select });
  }

  async document(tx: Tx, id: string): Promise<object> {
    const { document } = await tx.getRepository(AdapterVersionRow).findOneOrFail({ where: { id } });
    return document;
  }

  /** Makes the version live in the place of the one that was; answers the number of that one. */
  async activate(tx: Tx, version: AdapterVersion, at: Date, by: string): Promise<number | null> {
    const { partnerId, environment, direction, id } = version;
    const live = await tx
      .getRepository(AdapterVersionRow)
      .findOneBy({ partnerId, environment, direction, state: 'live' });
    if (live) await this.retire(tx, live.id);
    await tx.getRepository(AdapterVersionRow).update({ id }, { state: 'live', activatedAt: at, activatedBy: by });
    return live?.version ?? null;
  }

  async retire(tx: Tx, id: string): Promise<void> {
    await tx.getRepository(AdapterVersionRow).update({ id }, { state: 'retired' });
  }
}

const FACTS: readonly (keyof AdapterVersionFacts)[] = [
  ...(['id', 'partnerId', 'environment', 'direction', 'version', 'state', 'note'] as const),
  ...(['createdAt', 'createdBy', 'activatedAt', 'activatedBy'] as const),
];
