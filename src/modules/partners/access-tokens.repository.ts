import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transaction.js';
import { AccessTokenRow } from './partner.entity.js';

export type NewAccessToken = Readonly<Omit<AccessTokenRow, 'lastUsedAt' | 'revokedAt'>>;
export type AccessTokenView = Readonly<Omit<AccessTokenRow, 'partnerId' | 'tokenHash'>>;

/** A token that is not revoked, and the active partner it speaks for. */
export type Bearer = {
  readonly tokenId: string;
  readonly environment: 'live' | 'sandbox';
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly partnerId: string;
  readonly slug: string;
};

/** Storage of access tokens, by their hash. */
@Injectable()
export class AccessTokensRepository {
  async add(tx: Tx, token: NewAccessToken): Promise<void> {
    await tx.getRepository(AccessTokenRow).insert(token);
  }

  /** Null when the token is unknown or revoked, or its partner is not active. */
  async bearer(tx: Tx, tokenHash: string): Promise<Bearer | null> {
    const [bearer] = await tx.query<Bearer[]>(
      `select t.id as "tokenId", t.environment, t.expires_at as "expiresAt", t.last_used_at as "lastUsedAt",
         p.id as "partnerId", p.slug
       from access_token t join partner p on p.id = t.partner_id
       where t.token_hash = $1 and t.revoked_at is null and p.active`,
      [tokenHash],
    );
    return bearer ?? null;
  }

  /** Newest first. */
  async ofPartner(tx: Tx, partnerId: string): Promise<AccessTokenView[]> {
    const rows = await tx.getRepository(AccessTokenRow).find({ where: { partnerId }, order: { id: 'DESC' } });
    return rows.map(viewOf);
  }

  /** Held until commit; null when the partner has no such token. */
  async lock(tx: Tx, partnerId: string, id: string): Promise<AccessTokenView | null> {
    const lock = { mode: 'pessimistic_write' } as const;
    const row = await tx.getRepository(AccessTokenRow).findOne({ where: { partnerId, id }, lock });
    return row && viewOf(row);
  }

  async revoke(tx: Tx, id: string, revokedAt: Date): Promise<void> {
    await tx.getRepository(AccessTokenRow).update({ id }, { revokedAt });
  }

  async noteUse(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.getRepository(AccessTokenRow).update({ id }, { lastUsedAt: at });
  }
}

function viewOf({ partnerId: _, tokenHash: __, ...view }: AccessTokenRow): AccessTokenView {
  return view;
}
