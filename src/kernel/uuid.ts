import { randomInt } from 'node:crypto';
import { v7 } from 'uuid';
import { freshRandom } from './random-pool.js';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The millisecond of the last id, and its place within it. A new millisecond starts anywhere in the lower half of 32 bits. */
const last = { ms: Number.NaN, sequence: 0 };

/**
 * A UUIDv7 of `now`'s millisecond. Ids that one process makes in a row for the same millisecond sort in the order they
 * were made. (`uuid` keeps that order only for its own clock, hence the sequence here.)
 */
export function newId(now: Date): string {
  const ms = now.getTime();
  last.sequence = ms === last.ms ? last.sequence + 1 : randomInt(2 ** 31);
  last.ms = ms;
  return v7({ msecs: ms, seq: last.sequence, random: freshRandom(16) });
}

/** The millisecond that a UUIDv7 carries. Means nothing for other versions. */
export function timeOf(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}

/**
 * The lower bound of a millisecond's ids, as a partition's edge or a cursor needs it: time, then zeros. PostgreSQL
 * compares UUIDs byte by byte, so it sorts before every UUIDv7 of that millisecond; `first_id_of` in SQL is the same.
 */
export function firstIdOf(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** Whether the text is a UUID of any version, in any case, in the form 8-4-4-4-12. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
