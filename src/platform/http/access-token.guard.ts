import type { IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { presentedToken } from './presented-token.js';

/** Whom an access token speaks for, and which world it sees. */
export type Caller = {
  readonly partnerId: string;
  readonly slug: string;
  readonly environment: 'live' | 'sandbox';
  readonly tokenId: string;
};

/** Bound by the module that keeps the tokens. */
export abstract class AccessTokens {
  /** Null for a token that is unknown, expired or revoked. Answers from memory for a few seconds. */
  abstract findCaller(token: string): Promise<Caller | null>;
}

/** Lets a partner in by its access token. Missing, unknown, expired and revoked are one and the same answer. */
@Injectable()
export class AccessTokenGuard implements CanActivate {
  constructor(private readonly tokens: AccessTokens) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    await this.identify(context.switchToHttp().getRequest<IncomingMessage>());
    return true;
  }

  /** @throws DomainError `invalid_access_token` */
  async identify(request: IncomingMessage): Promise<Caller> {
    const token = presentedToken(request);
    const caller = token === null ? null : await this.tokens.findCaller(token);
    if (!caller) throw invalidAccessToken();
    return caller;
  }
}

function invalidAccessToken(): DomainError {
  const sentence =
    'The access token is missing or not valid. Send the one you were given, once, as ?access_token=… or as Authorization: Bearer ….';
  return new DomainError('unauthenticated', 'invalid_access_token', sentence);
}
