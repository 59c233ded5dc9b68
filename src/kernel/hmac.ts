import { createHmac, timingSafeEqual } from 'node:crypto';
import { sha256 } from './sha256.js';

export type HmacAlgorithm = 'sha256' | 'sha512';

/** Lower-case hex HMAC over exactly these bytes. */
export function signHex(algorithm: HmacAlgorithm, key: string | Buffer, bytes: Buffer): string {
  return createHmac(algorithm, key).update(bytes).digest('hex');
}

/** Equality in a time that tells nothing about either text: their SHA-256 are compared, so lengths may differ. */
export function sameDigest(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}

/**
 * Which of the keys signed these bytes: its index, or -1. `presented` is whatever came in a header; only lower-case hex
 * of the full length can verify, and nothing that is presented makes this throw. An empty key verifies nothing, since
 * anybody could sign with it.
 */
export function verifyHex(
  algorithm: HmacAlgorithm,
  keys: readonly (string | Buffer)[],
  bytes: Buffer,
  presented: unknown,
): number {
  if (typeof presented !== 'string') return -1;
  return keys.findIndex((key) => key.length > 0 && sameDigest(signHex(algorithm, key, bytes), presented));
}
