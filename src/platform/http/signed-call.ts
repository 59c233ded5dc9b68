import type { IncomingMessage } from 'node:http';
import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { HmacAlgorithm } from '../../kernel/hmac.js';

/** How the calls of one sender prove themselves. */
export type SignatureScheme = {
  /** Which of our webhooks; receipts carry it. */
  readonly source: string;
  /** Lower case, as Node gives header names. */
  readonly header: string;
  readonly algorithm: HmacAlgorithm;
  /** Stands before the hex digits: `sha256=`. */
  readonly prefix: string;
  /** Whether the digits may be upper case. */
  readonly anyCase: boolean;
  /** Bytes of a body at most. */
  readonly limit: number;
  /**
   * Where an account has both a key and a fixed header: `first` takes the signature if one came, else the header; `all`
   * wants each that the account has set up.
   */
  readonly proofs?: 'first' | 'all';
  /** A call that asks whether somebody listens: it is answered whatever its signature is, and has no effect. */
  readonly isProbe: (call: WebhookCall) => boolean;
};

/** A call as it came. */
export type WebhookCall = {
  readonly source: string;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly receivedAt: Date;
  /** For the budget of what is kept of refused calls. */
  readonly address: string;
};

/** How a call proved itself: by a signature over its bytes; by a secret that any bytes may stand beside; or not at all. */
export type Proof = 'signature' | 'static_key' | 'none';

/** A call that was let in. */
export type SignedCall = WebhookCall & {
  readonly account: { readonly id: string; readonly name: string };
  readonly proof: Proof;
  readonly isProbe: boolean;
};

export type SigningAccount = {
  readonly id: string;
  /** Every key that is in force: while one replaces another, both are. */
  readonly keys: readonly { readonly id: string; readonly secret: string }[];
  /** The header whose value may be a key as it stands, when no signature came; null where a signature is a must. */
  readonly staticHeader: string | null;
  /** Any of these is right in that header. */
  readonly headerKeys: readonly { readonly id: string; readonly secret: string }[];
};

/** Bound by the module that keeps the accounts. */
export abstract class SigningAccounts {
  /** Null for an account that there is not. Answers from memory for a few seconds. */
  abstract find(source: string, account: string): Promise<SigningAccount | null>;
  /** As `find`, as the database has it now. However many ask at once, it is asked once. */
  abstract findAnew(source: string, account: string): Promise<SigningAccount | null>;
  /** That a key proved a call; returns at once. */
  abstract noteUse(keyId: string, at: Date): void;
}

const SCHEME = 'signature-scheme';
const calls = new WeakMap<IncomingMessage, WebhookCall>();

/** Which scheme a route's calls are checked by. */
export const SignedBy = (scheme: SignatureScheme) => SetMetadata(SCHEME, scheme);

/** The key of a route's scheme among its metadata. */
export const schemeKey = SCHEME;

/** What came is remembered as far as it was read, for the receipt of a call that is refused. */
export function rememberCall(request: IncomingMessage, call: WebhookCall): void {
  calls.set(request, call);
}

export function rememberedCall(request: IncomingMessage): WebhookCall | undefined {
  return calls.get(request);
}

/** A handler's parameter: the call that the guard let in. @throws Error on a route without the guard */
export const LetIn = createParamDecorator((_: unknown, context: ExecutionContext): SignedCall => {
  const call = calls.get(context.switchToHttp().getRequest<IncomingMessage>());
  if (!call || !('proof' in call)) throw new Error('No guard checked the signature of this call');
  return call as SignedCall;
});
