import { createCipheriv, createDecipheriv } from 'node:crypto';
import { freshRandom } from '../../kernel/random-pool.js';

const VERSION = 1;
const HEAD = Buffer.of(VERSION);
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + IV_BYTES + TAG_BYTES;

/**
 * AES-256-GCM with a random 96-bit IV: version, IV, tag, ciphertext. `place` is authenticated with it, so a ciphertext
 * that was moved to another row or column does not open.
 */
export function sealWith(key: Buffer, plain: Buffer, place: string): Buffer {
  const iv = freshRandom(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place));
  // GCM encrypts byte by byte: the last block adds nothing.
  const body = cipher.update(plain);
  cipher.final();
  return Buffer.concat([HEAD, iv, cipher.getAuthTag(), body]);
}

/** @throws Error when the key, the place or a single bit is not what it was sealed with */
export function openWith(key: Buffer, sealed: Buffer, place: string): Buffer {
  if (sealed.length < HEAD_BYTES || sealed[0] !== VERSION) throw new Error('This is not a sealed value');
  const iv = sealed.subarray(1, 1 + IV_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place));
  decipher.setAuthTag(sealed.subarray(1 + IV_BYTES, HEAD_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES)), decipher.final()]);
}
