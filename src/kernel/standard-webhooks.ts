import { createHmac, randomBytes } from 'node:crypto';
import { DomainError } from './domain-error.js';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;
/** Base64 of one byte or more, with its padding. */
const BASE64 = /^(?=.)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

type Message = {
  /** The same on every attempt, so that the receiver can tell a repeat. */
  readonly id: string;
  /** When this attempt is made. */
  readonly timestamp: Date;
  readonly body: Buffer;
  /** `whsec_` and base64. Several sign together during a rotation. */
  readonly secrets: readonly string[];
};

export type SignatureHeaders = Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>>;

/**
 * The headers of Standard Webhooks, version 1 (standardwebhooks.com): a receiver proves the origin with any library.
 * @throws DomainError `webhook_secret_invalid` when there is no secret, or one that is empty or not base64
 */
export function signatureHeaders({ id, timestamp, body, secrets }: Message): SignatureHeaders {
  const seconds = Math.floor(timestamp.getTime() / 1_000).toString();
  const signatures = secrets.map((secret) => {
    const digest = createHmac('sha256', keyOf(secret)).update(`${id}.${seconds}.`).update(body).digest('base64');
    return `v1,${digest}`;
  });
  if (signatures.length === 0) throw invalid('A webhook cannot be signed without a secret. Create one.');
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signatures.join(' ') };
}

/** A new signing secret: `whsec_` and 32 random bytes in base64. */
export function newWebhookSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

function keyOf(secret: string): Buffer {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  if (!BASE64.test(encoded)) throw invalid('A webhook secret is whsec_ followed by base64. Create a new one.');
  return Buffer.from(encoded, 'base64');
}

function invalid(sentence: string): DomainError {
  return new DomainError('rejected', 'webhook_secret_invalid', sentence);
}
