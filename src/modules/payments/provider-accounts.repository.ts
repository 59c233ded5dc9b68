import { Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import type { Tx } from '../../platform/database/transaction.js';
import { PROVIDERS, ProviderAccountRow, ProviderKeyRow } from './provider-account.entity.js';

/** As it is given; it may name nothing. */
export type AccountName = { readonly provider: string; readonly account: string };
export type KeyFacts = Omit<ProviderKeyRow, 'secretSealed' | 'accountId'>;

const ACCOUNT = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Null for a name that cannot be one: it may hold what PostgreSQL refuses. */
function nameIn({ provider: given, account }: AccountName): Pick<ProviderAccountRow, 'provider' | 'account'> | null {
  const provider = PROVIDERS.find((known) => known === given);
  return provider && ACCOUNT.test(account) ? { provider, account } : null;
}

/** Storage of accounts at providers, and of their keys. */
@Injectable()
export class ProviderAccountsRepository {
  async add(tx: Tx, account: ProviderAccountRow): Promise<boolean> {
    const insert = tx.createQueryBuilder().insert().into(ProviderAccountRow).values(account).orIgnore();
    const { raw } = await insert.returning('id').execute();
    return (raw as unknown[]).length === 1;
  }

  async change(tx: Tx, id: string, change: Partial<ProviderAccountRow>): Promise<void> {
    await tx.getRepository(ProviderAccountRow).update({ id }, change);
  }

  async find(tx: Tx, given: AccountName): Promise<ProviderAccountRow | null> {
    const name = nameIn(given);
    return name && tx.getRepository(ProviderAccountRow).findOneBy(name);
  }

  /** Those of these names that there are, in no order. */
  async findAll(tx: Tx, given: readonly AccountName[]): Promise<ProviderAccountRow[]> {
    const names = given.flatMap((one) => nameIn(one) ?? []);
    return names.length === 0 ? [] : tx.getRepository(ProviderAccountRow).findBy(names);
  }

  /** As `find`, held until commit. */
  async hold(tx: Tx, given: AccountName): Promise<ProviderAccountRow | null> {
    const name = nameIn(given);
    const lock = { mode: 'pessimistic_write' } as const;
    return name && tx.getRepository(ProviderAccountRow).findOne({ where: name, lock });
  }

  findById(tx: Tx, id: string): Promise<ProviderAccountRow | null> {
    return tx.getRepository(ProviderAccountRow).findOneBy({ id });
  }

  /** By provider and name. */
  all(tx: Tx): Promise<ProviderAccountRow[]> {
    return tx.getRepository(ProviderAccountRow).find({ order: { provider: 'ASC', account: 'ASC' } });
  }

  async addKey(tx: Tx, key: ProviderKeyRow): Promise<void> {
    await tx.getRepository(ProviderKeyRow).insert(key);
  }

  /** Those in force of these accounts, newest first. */
  keysInForce(tx: Tx, accountIds: readonly string[]): Promise<ProviderKeyRow[]> {
    const where = { accountId: In([...accountIds]), retiredAt: IsNull() };
    return tx.getRepository(ProviderKeyRow).find({ where, order: { id: 'DESC' } });
  }

  /** Newest first, retired ones too, without what they hold. */
  async keys(tx: Tx, accountId: string): Promise<KeyFacts[]> {
    const rows = await tx.getRepository(ProviderKeyRow).find({ where: { accountId }, order: { id: 'DESC' } });
    return rows.map(({ secretSealed: _, accountId: __, ...facts }) => facts);
  }

  async retire(tx: Tx, accountId: string, id: string, retiredAt: Date): Promise<boolean> {
    const { affected } = await tx
      .getRepository(ProviderKeyRow)
      .update({ id, accountId, retiredAt: IsNull() }, { retiredAt });
    return affected === 1;
  }

  async noteUse(tx: Tx, id: string, lastUsedAt: Date): Promise<void> {
    await tx.getRepository(ProviderKeyRow).update({ id }, { lastUsedAt });
  }
}
