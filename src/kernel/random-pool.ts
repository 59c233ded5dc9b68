import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 8_192;
const pool = Buffer.allocUnsafe(POOL_BYTES);
let used = POOL_BYTES;

/**
 * Fresh random bytes, each handed out once. They are drawn from the system 8 KiB at a time: a call for each id and each
 * initialisation vector was a sixteenth of an inbound webhook's work.
 */
export function freshRandom(bytes: number): Buffer {
  if (bytes > POOL_BYTES) throw new RangeError(`At most ${POOL_BYTES} bytes at once`);
  if (used + bytes > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const fresh = Buffer.from(pool.subarray(used, used + bytes));
  pool.fill(0, used, used + bytes);
  used += bytes;
  return fresh;
}
