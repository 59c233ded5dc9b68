import type { IncomingMessage } from 'node:http';
import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { bearerToken } from '../../platform/http/presented-token.js';
import { type User, UserTokensService } from './user-tokens.service.js';

const USER = Symbol('user');
type Identified = IncomingMessage & { readonly query: { readonly token?: unknown }; [USER]?: User };

/** Lets a user of the app in, by header or, because EventSource sets none, by `?token=`. */
@Injectable()
export class UserTokenGuard implements CanActivate {
  constructor(private readonly tokens: UserTokensService) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Identified>();
    const { authorization } = request.headers;
    const token = authorization === undefined ? request.query.token : bearerToken(authorization);
    const user = typeof token === 'string' ? this.tokens.read(token) : null;
    if (!user) throw invalidUserToken();
    request[USER] = user;
    return true;
  }
}

/** The user that the guard let in. */
export const UserIs = createParamDecorator((_: unknown, context: ExecutionContext): User => {
  const user = context.switchToHttp().getRequest<Identified>()[USER];
  if (!user) throw invalidUserToken();
  return user;
});

function invalidUserToken(): DomainError {
  const sentence = 'The user token is missing, not valid or at its end. Have the backend ask for a new one.';
  return new DomainError('unauthenticated', 'invalid_user_token', sentence);
}
