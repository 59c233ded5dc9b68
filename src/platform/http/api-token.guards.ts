import type { IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import type { Actor } from '../audit/actor.js';
import { letIn } from './actor-is.js';
import { bearerToken } from './presented-token.js';

/** `service`: the app's backend. `admin`: an operator's own programs. */
export type ApiTokenKind = 'service' | 'admin';

/** Bound by the module that keeps the tokens. */
export abstract class ApiTokens {
  /** Whose it is; null for a token that is unknown or revoked. Answers from memory for a few seconds. */
  abstract findHolder(token: string, kind: ApiTokenKind): Promise<Actor | null>;
}

async function admit(context: ExecutionContext, tokens: ApiTokens, kind: ApiTokenKind): Promise<boolean> {
  const token = bearerToken(context.switchToHttp().getRequest<IncomingMessage>().headers.authorization);
  const holder = token === null ? null : await tokens.findHolder(token, kind);
  if (holder) {
    letIn(context, holder);
    return true;
  }
  const sentence = `Send Authorization: Bearer with a valid ${kind} token.`;
  throw new DomainError('unauthenticated', `invalid_${kind}_token`, sentence);
}

/** Lets the app's backend in. */
@Injectable()
export class ServiceTokenGuard implements CanActivate {
  constructor(private readonly tokens: ApiTokens) {}

  canActivate(context: ExecutionContext): Promise<boolean> {
    return admit(context, this.tokens, 'service');
  }
}

/** Lets operators in, for now by their API token. */
@Injectable()
export class OperatorGuard implements CanActivate {
  constructor(private readonly tokens: ApiTokens) {}

  canActivate(context: ExecutionContext): Promise<boolean> {
    return admit(context, this.tokens, 'admin');
  }
}
