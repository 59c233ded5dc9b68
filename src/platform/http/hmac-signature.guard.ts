import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import { sameDigest, verifyHex } from '../../kernel/hmac.js';
import { pathOf } from './front-door.js';
import { readBody } from './read-body.js';
import {
  type Proof,
  rememberCall,
  type SignatureScheme,
  type SignedCall,
  type SigningAccount,
  SigningAccounts,
  schemeKey,
  type WebhookCall,
} from './signed-call.js';

/** A call is measured against it where there is no account, so that the time tells nothing. */
const NOBODY: SigningAccount = {
  id: '',
  keys: [{ id: '', secret: randomBytes(32).toString('hex') }],
  staticHeader: null,
};

/** Whose webhook it is by its path, and where the call came from. */
type Caller = { readonly account: string; readonly address: string | undefined };
type Proven = { readonly proof: Proof; readonly keyId: string };

/**
 * Lets a provider's webhook in: by an HMAC over the raw bytes, in the scheme of the route. Nothing of the body is read
 * before that. A signature that is there must verify, and no static key makes a wrong one good.
 */
@Injectable()
export class HmacSignatureGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly clock: Clock,
    private readonly accounts: SigningAccounts,
  ) {}

  /** @throws DomainError `signature_invalid`; what `readBody` refuses */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const scheme = this.reflector.get<SignatureScheme>(schemeKey, context.getClass());
    const request = context.switchToHttp().getRequest<Request>();
    await this.letIn(scheme, request, { account: String(request.params['account']), address: request.ip });
    return true;
  }

  /** What came is remembered as far as it was read. @throws DomainError `signature_invalid`; what `readBody` refuses */
  async letIn(scheme: SignatureScheme, request: IncomingMessage, { account, address }: Caller): Promise<SignedCall> {
    const head = { ...this.#headOf(request, address ?? 'unknown'), source: scheme.source };
    rememberCall(request, { ...head, body: Buffer.alloc(0) });
    const call = { ...head, body: await readBody(request, scheme.limit) };
    rememberCall(request, call);
    const signed = await this.#letIn(scheme, account, call);
    rememberCall(request, signed);
    return signed;
  }

  async #letIn(scheme: SignatureScheme, name: string, call: WebhookCall): Promise<SignedCall> {
    const { account, proven } = await this.#prove(scheme, name, call);
    if (!account) throw signatureInvalid();
    const isProbe = scheme.isProbe(call);
    if (!proven && !isProbe) throw signatureInvalid();
    if (proven) this.accounts.noteUse(proven.keyId, call.receivedAt);
    return { ...call, account: { id: account.id, name }, proof: proven?.proof ?? 'none', isProbe };
  }

  /** A key that was added in another process a moment ago counts at once: before a call is refused, the keys are read anew. */
  async #prove(scheme: SignatureScheme, name: string, call: WebhookCall) {
    const known = await this.accounts.find(scheme.source, name);
    const proven = proofOf(scheme, known ?? NOBODY, call);
    if (proven) return { account: known, proven };
    const account = await this.accounts.findAnew(scheme.source, name);
    return { account, proven: proofOf(scheme, account ?? NOBODY, call) };
  }

  /** Whole also before Nest's router, which shortens `url` and keeps it as `originalUrl`. */
  #headOf(
    request: IncomingMessage & { readonly originalUrl?: string },
    address: string,
  ): Omit<WebhookCall, 'body' | 'source'> {
    const { method = '', originalUrl, url, headers } = request;
    return { method, path: pathOf(originalUrl ?? url), headers, receivedAt: this.clock.now(), address };
  }
}

function proofOf(scheme: SignatureScheme, account: SigningAccount, call: WebhookCall): Proven | null {
  const presented = call.headers[scheme.header];
  if (presented !== undefined) return signatureOf(scheme, account, call.body, presented);
  const given = account.staticHeader === null ? undefined : call.headers[account.staticHeader];
  if (typeof given !== 'string') return null;
  const key = account.keys.find(({ secret }) => sameDigest(secret, given));
  return key ? { proof: 'static_key', keyId: key.id } : null;
}

/** A header that came twice is joined by a comma, and so verifies nothing. */
function signatureOf(
  { algorithm, prefix, anyCase }: SignatureScheme,
  { keys }: SigningAccount,
  body: Buffer,
  presented: string | string[],
): Proven | null {
  if (typeof presented !== 'string' || !presented.startsWith(prefix)) return null;
  const digits = presented.slice(prefix.length);
  const secrets = keys.map(({ secret }) => secret);
  const key = keys[verifyHex(algorithm, secrets, body, anyCase ? digits.toLowerCase() : digits)];
  return key ? { proof: 'signature', keyId: key.id } : null;
}

/** Unknown account, no proof and wrong proof are one and the same answer. */
function signatureInvalid(): DomainError {
  const sentence =
    'The signature is missing or does not fit these bytes. Sign the raw body with a key of this account.';
  return new DomainError('unauthenticated', 'signature_invalid', sentence);
}
