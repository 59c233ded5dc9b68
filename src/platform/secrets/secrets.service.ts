import { createHmac, randomBytes } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../kernel/clock.js';
import { openWith, sealWith } from './envelope.js';

/** Where a sealed value lives: it opens nowhere else. */
export type Place = { readonly table: string; readonly column: string; readonly id: string };

/** The key of this installation, and the one before it while it is being changed. */
export abstract class MasterKeys {
  abstract readonly current: Buffer;
  abstract readonly previous: Buffer | undefined;
}

const PURPOSES = ['seal', 'index', 'sign'] as const;
type Purpose = (typeof PURPOSES)[number];

/**
 * Encrypts what is secret or personal. Data keys do the work; they are random, live in the database wrapped by the
 * master key, and stay when the master key changes: only the wrapping is made anew, at boot.
 */
@Injectable()
export class SecretsService implements OnModuleInit {
  readonly #keys = new Map<Purpose, Buffer>();

  constructor(
    private readonly source: DataSource,
    private readonly clock: Clock,
    private readonly master: MasterKeys,
  ) {}

  /** @throws Error when the master key does not open this database's keys: the boot must then fail */
  async onModuleInit(): Promise<void> {
    for (const purpose of PURPOSES) this.#keys.set(purpose, await this.#load(purpose));
  }

  seal(plain: Buffer | string, place: Place): Buffer {
    return sealWith(this.#key('seal'), Buffer.isBuffer(plain) ? plain : Buffer.from(plain), textOf(place));
  }

  /** @throws Error when the value was sealed for another place, by another key, or was changed */
  open(sealed: Buffer, place: Place): Buffer {
    return openWith(this.#key('seal'), sealed, textOf(place));
  }

  /** A key to find a value by without keeping it: 32 hex characters. Equal values of one kind give equal keys. */
  blindIndex(kind: string, value: string): string {
    return createHmac('sha256', this.#key('index')).update(`${kind}\n${value}`).digest('hex').slice(0, 32);
  }

  /** Signs a text that this gateway hands out and takes back: base64url HMAC-SHA256. */
  sign(text: string): string {
    return createHmac('sha256', this.#key('sign')).update(text).digest('base64url');
  }

  #key(purpose: Purpose): Buffer {
    const key = this.#keys.get(purpose);
    if (!key) throw new Error('Secrets are used before they are loaded');
    return key;
  }

  /** Several processes may start at once: the first row stays. */
  async #load(purpose: Purpose): Promise<Buffer> {
    const place = `data_key|wrapped|${purpose}`;
    await this.source.query(
      'insert into data_key (purpose, wrapped, created_at) values ($1, $2, $3) on conflict (purpose) do nothing',
      [purpose, sealWith(this.master.current, randomBytes(32), place), this.clock.now()],
    );
    const rows = await this.source.query<{ wrapped: Buffer }[]>('select wrapped from data_key where purpose = $1', [
      purpose,
    ]);
    const wrapped = rows[0]?.wrapped ?? Buffer.alloc(0);
    const opened = this.#unwrap(wrapped, place);
    if (opened.stale) {
      const rewrapped = sealWith(this.master.current, opened.key, place);
      await this.source.query('update data_key set wrapped = $2 where purpose = $1', [purpose, rewrapped]);
    }
    return opened.key;
  }

  #unwrap(wrapped: Buffer, place: string): { key: Buffer; stale: boolean } {
    const { current, previous } = this.master;
    const key = tryOpen(current, wrapped, place);
    if (key) return { key, stale: false };
    const old = previous && tryOpen(previous, wrapped, place);
    if (old) return { key: old, stale: true };
    const help = 'MASTER_KEY does not open the keys of this database. Use the one it was started with first';
    throw new Error(`${help}, or give that one as MASTER_KEY_PREVIOUS to change it.`);
  }
}

function tryOpen(master: Buffer, wrapped: Buffer, place: string): Buffer | null {
  try {
    return openWith(master, wrapped, place);
  } catch {
    return null;
  }
}

function textOf({ table, column, id }: Place): string {
  return `${table}|${column}|${id}`;
}
