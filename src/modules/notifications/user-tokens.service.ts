import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { sameDigest } from '../../kernel/hmac.js';
import { SecretsService } from '../../platform/secrets/secrets.service.js';
import { partsOf, payloadOf, TOKEN_SECONDS, type User, userOf } from './user-token.domain.js';

export type { User } from './user-token.domain.js';
export type UserToken = { readonly token: string; readonly expiresAt: Date };

/** Gives the app's users short-lived tokens. Nothing is stored: any process reads what any other gave. */
@Injectable()
export class UserTokensService {
  constructor(
    private readonly clock: Clock,
    private readonly secrets: SecretsService,
  ) {}

  issue(userId: string): UserToken {
    const seconds = Math.floor(this.clock.now().getTime() / 1_000) + TOKEN_SECONDS;
    const until = new Date(seconds * 1_000);
    const payload = payloadOf({ id: userId, until });
    return { token: `${payload}.${this.#sign(payload)}`, expiresAt: until };
  }

  /** Null for a token that has ended, was changed, or was never given. */
  read(token: string): User | null {
    const parts = partsOf(token);
    if (!parts || !sameDigest(parts.signature, this.#sign(parts.payload))) return null;
    return userOf(parts.payload, this.clock.now());
  }

  /** The purpose is signed too, so that nothing else which the gateway signs can pass for a user. */
  #sign(payload: string): string {
    return this.secrets.sign(`user-token.${payload}`);
  }
}
