import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import { sameDigest, verifyHex } from '../../kernel/hmac.js';
import { BodyBudget } from './body-budget.js';
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
  headerKeys: [],
};

/** Whose webhook it is by its path, and where the call came from. */
type Caller = {
  readonly account: string;
  readonly address: string | undefined;
  /** Until it is closed, the memory that a large body takes counts. A route of small bodies needs none. */
  readonly response?: ServerResponse;
};
type Proven = { readonly proof: Proof; readonly keyIds: readonly string[] };

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
    private readonly bodies: BodyBudget,
  ) {}

  /** @throws DomainError `signature_invalid`; what `readBody` refuses */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const scheme = this.reflector.get<SignatureScheme>(schemeKey, context.getClass());
    const http = context.switchToHttp();
    const [request, response] = [http.getRequest<Request>(), http.getResponse<Response>()];
    await this.letIn(scheme, request, { account: String(request.params['account']), address: request.ip, response });
    return true;
  }

  /** What came is remembered as far as it was read. @throws DomainError `signature_invalid`; what `readBody` refuses */
  async letIn(
    scheme: SignatureScheme,
    request: IncomingMessage,
    { account, address, response }: Caller,
  ): Promise<SignedCall> {
    const head = { ...this.#headOf(request, address ?? 'unknown'), source: scheme.source };
    rememberCall(request, { ...head, body: Buffer.alloc(0) });
    const body = response
      ? await this.bodies.read(request, response, scheme.limit, head.address)
      : await readBody(request, scheme.limit);
    const call = { ...head, body };
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
    for (const keyId of proven?.keyIds ?? []) this.accounts.noteUse(keyId, call.receivedAt);
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
  if (scheme.proofs === 'all') return allProofsOf(scheme, account, call);
  const presented = call.headers[scheme.header];
  return presented === undefined ? headerProofOf(account, call) : signatureOf(scheme, account, call.body, presented);
}

/** An account with neither lets nobody in. */
function allProofsOf(scheme: SignatureScheme, account: SigningAccount, call: WebhookCall): Proven | null {
  const hasHeader = account.staticHeader !== null && account.headerKeys.length > 0;
  const proofs = [
    ...(account.keys.length > 0 ? [signatureOf(scheme, account, call.body, call.headers[scheme.header])] : []),
    ...(hasHeader ? [headerProofOf(account, call)] : []),
  ];
  const passed = proofs.filter((one) => one !== null);
  const [first] = passed;
  if (!first || passed.length < proofs.length) return null;
  return { proof: first.proof, keyIds: passed.flatMap(({ keyIds }) => keyIds) };
}

function headerProofOf({ staticHeader, headerKeys }: SigningAccount, { headers }: WebhookCall): Proven | null {
  const given = staticHeader === null ? undefined : headers[staticHeader];
  if (typeof given !== 'string') return null;
  const key = headerKeys.find(({ secret }) => secret !== '' && sameDigest(secret, given));
  return key ? { proof: 'static_key', keyIds: [key.id] } : null;
}

/** A header that came twice is joined by a comma, and so verifies nothing. */
function signatureOf(
  { algorithm, prefix, anyCase }: SignatureScheme,
  { keys }: SigningAccount,
  body: Buffer,
  presented: string | string[] | undefined,
): Proven | null {
  if (typeof presented !== 'string' || !presented.startsWith(prefix)) return null;
  const digits = presented.slice(prefix.length);
  const secrets = keys.map(({ secret }) => secret);
  const key = keys[verifyHex(algorithm, secrets, body, anyCase ? digits.toLowerCase() : digits)];
  return key ? { proof: 'signature', keyIds: [key.id] } : null;
}

/** Unknown account, no proof and wrong proof are one and the same answer. */
function signatureInvalid(): DomainError {
  const sentence =
    'The signature is missing or does not fit these bytes. Sign the raw body with a key of this account.';
  return new DomainError('unauthenticated', 'signature_invalid', sentence);
}
