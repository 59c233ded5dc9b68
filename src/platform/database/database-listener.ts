import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { cutError } from '../logging/cut-error.js';
import { databaseUrlOf } from './database-url.js';
import type { Tx } from './transaction.js';

/** `payload` is null when the connection was lost for a while: anything may have happened, so look. */
type Hearing = (payload: string | null) => void;

const RECONNECT_MS = 1_000;
const CONNECT_MS = 5_000;

function ignored(): void {}

/**
 * What other processes say through PostgreSQL's NOTIFY, over one connection. A hint, never the record: whoever listens
 * reads the rows.
 */
@Injectable()
export class DatabaseListener implements OnApplicationShutdown {
  readonly #logger = new Logger('database');
  readonly #hearings = new Map<string, Set<Hearing>>();
  #client: pg.Client | undefined;
  #connecting: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(private readonly source: DataSource) {}

  /** Tells every process that listens on `channel`, when `tx` commits. */
  async tell(tx: Tx, channel: string, payload: string): Promise<void> {
    await tx.query('select pg_notify($1, $2)', [channel, payload]);
  }

  /** Hears `channel` from now on; the answer stops it. */
  async hear(channel: string, hearing: Hearing): Promise<() => void> {
    const hearings = this.#hearings.get(channel) ?? new Set<Hearing>();
    hearings.add(hearing);
    const first = !this.#hearings.has(channel);
    this.#hearings.set(channel, hearings);
    await this.#connect();
    // A connection that is lost right now listens to every channel when it is back.
    if (first) await this.#client?.query(`listen ${pg.escapeIdentifier(channel)}`).catch(ignored);
    return () => hearings.delete(hearing);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retry);
    await this.#client?.end();
  }

  #connect(): Promise<void> {
    this.#connecting ??= this.#open();
    return this.#connecting;
  }

  async #open(): Promise<void> {
    const connectionString = databaseUrlOf(this.source);
    const client = new pg.Client({ connectionString, keepAlive: true, connectionTimeoutMillis: CONNECT_MS });
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    client.on('notification', ({ channel, payload }) => this.#say(channel, payload ?? ''));
    this.#client = client;
    try {
      await client.connect();
      for (const channel of this.#hearings.keys()) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch {
      this.#lost(client);
      await client.end().catch(ignored);
    }
  }

  #lost(client: pg.Client): void {
    if (this.#stopped || client !== this.#client) return;
    this.#client = undefined;
    this.#logger.warn({ event: 'database.listener_lost' });
    this.#retry = setTimeout(() => void this.#reopen(), RECONNECT_MS);
  }

  async #reopen(): Promise<void> {
    this.#connecting = this.#open();
    await this.#connecting;
    if (this.#client) for (const channel of this.#hearings.keys()) this.#say(channel, null);
  }

  #say(channel: string, payload: string | null): void {
    for (const hearing of this.#hearings.get(channel) ?? []) {
      try {
        hearing(payload);
      } catch (error) {
        this.#logger.error({ event: 'database.hearing_failed', channel, err: cutError(error) });
      }
    }
  }
}
