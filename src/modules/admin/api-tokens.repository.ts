import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import type { Tx } from '../../platform/database/transaction.js';
import { ApiTokenRow } from './api-token.entity.js';

export type NewApiToken = Readonly<Omit<ApiTokenRow, 'lastUsedAt' | 'revokedAt'>>;
export type ApiTokenView = Readonly<Omit<ApiTokenRow, 'tokenHash'>>;

/** Storage of API tokens, by their hash. */
@Injectable()
export class ApiTokensRepository {
  async add(tx: Tx, token: NewApiToken): Promise<void> {
    await tx.getRepository(ApiTokenRow).insert(token);
  }

  /** Null when the token is unknown or revoked. */
  async inForce(tx: Tx, tokenHash: string): Promise<ApiTokenView | null> {
    const row = await tx.getRepository(ApiTokenRow).findOneBy({ tokenHash, revokedAt: IsNull() });
    return row && viewOf(row);
  }

  /** Newest first, revoked ones too. */
  async all(tx: Tx): Promise<ApiTokenView[]> {
    return (await tx.getRepository(ApiTokenRow).find({ order: { id: 'DESC' } })).map(viewOf);
  }

  /** Held until commit. */
  async lock(tx: Tx, id: string): Promise<ApiTokenView | null> {
    const row = await tx.getRepository(ApiTokenRow).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
    return row && viewOf(row);
  }

  async revoke(tx: Tx, id: string, revokedAt: Date): Promise<void> {
    await tx.getRepository(ApiTokenRow).update({ id }, { revokedAt });
  }

  async noteUse(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.getRepository(ApiTokenRow).update({ id }, { lastUsedAt: at });
  }
}

function viewOf({ tokenHash: _, ...view }: ApiTokenRow): ApiTokenView {
  return view;
}
