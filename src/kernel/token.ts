import { randomInt } from 'node:crypto';
import { sha256 } from './sha256.js';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** 43 of 62 characters hold 256 random bits. */
const LENGTH = 43;

/** A new secret token. The prefix names its kind and environment, so that scanners can tell a leaked one. */
export function newToken(prefix: string): string {
  const random = Array.from({ length: LENGTH }, () => BASE62.charAt(randomInt(BASE62.length)));
  return prefix + random.join('');
}

/** What is stored instead of the token: lower-case hex SHA-256. 256 random bits need no slow hash. */
export function hashToken(token: string): string {
  return sha256(token).toString('hex');
}

/** What an operator is shown to tell one token from another. */
export function lastFour(token: string): string {
  return token.slice(-4);
}
