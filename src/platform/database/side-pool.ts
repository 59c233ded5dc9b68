import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Tx } from './transaction.js';

const CONNECTIONS = 2;

/**
 * Connections for loading what is remembered (`Cached`). Whoever waits for a remembered value may hold a connection of
 * the main pool; when all who wait hold all of them, none is left to load it with.
 */
@Injectable()
export class SidePool implements OnApplicationShutdown {
  #opened: Promise<DataSource> | undefined;

  constructor(private readonly source: DataSource) {}

  /** Runs `work`, which reads only and waits for nothing else, in one transaction. */
  async read<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    const source = await this.#open();
    return source.transaction(work);
  }

  async onApplicationShutdown(): Promise<void> {
    const source = await this.#opened?.catch(() => undefined);
    await source?.destroy();
  }

  /** Opened when first needed; a failure is not remembered. */
  #open(): Promise<DataSource> {
    this.#opened ??= new DataSource({ ...this.source.options, poolSize: CONNECTIONS } as DataSource['options'])
      .initialize()
      .catch((error: unknown) => {
        this.#opened = undefined;
        throw error;
      });
    return this.#opened;
  }
}
