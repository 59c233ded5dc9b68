import { Injectable, Logger } from '@nestjs/common';
import { Transaction } from '../../platform/database/transaction.js';
import { SecretsService } from '../../platform/secrets/secrets.service.js';
import type { NormalizedUpdate } from '../adapters/adapters.service.js';
import type { StatusUpdateRow } from './status-update.entity.js';
import { StatusUpdatesRepository } from './status-updates.repository.js';
import type { PreparedUpdate } from './submission.js';
import { UpdatePreparerService } from './update-preparer.service.js';
import type { Meanings } from './update-reader.service.js';

/** A parked report, and what it says by what is known now. */
export type ReadParked = { readonly row: StatusUpdateRow; readonly update: PreparedUpdate };

/** Reads parked reports as they were read the first time. */
@Injectable()
export class ParkedReaderService {
  readonly #logger = new Logger('inbound-status');

  constructor(
    private readonly transaction: Transaction,
    private readonly secrets: SecretsService,
    private readonly preparer: UpdatePreparerService,
    private readonly updates: StatusUpdatesRepository,
  ) {}

  /** Those that can be read, in order. One that does not open waits for somebody as `unreadable`, and holds up no other. */
  async readAll(rows: readonly StatusUpdateRow[], meanings: Meanings): Promise<ReadParked[]> {
    const read: ReadParked[] = [];
    for (const row of rows) {
      const one = await this.read(row, meanings);
      if (one) read.push(one);
      else await this.#setAside(row);
    }
    return read;
  }

  /** Null when it does not open. */
  async read(row: StatusUpdateRow, meanings: Meanings): Promise<ReadParked | null> {
    const fields = this.fieldsOf(row);
    return fields && { row, update: await this.preparer.prepareAgain(row, fields, meanings) };
  }

  /** The fields of a report; null when they do not open. */
  fieldsOf(row: StatusUpdateRow): NormalizedUpdate | null {
    try {
      const place = { table: 'status_update', column: 'fields_sealed', id: row.id };
      const text = this.secrets.open(row.fieldsSealed ?? Buffer.alloc(0), place).toString();
      return JSON.parse(text) as NormalizedUpdate;
    } catch {
      return null;
    }
  }

  async #setAside({ id, receiptId, reason }: StatusUpdateRow): Promise<void> {
    if (reason === 'unreadable') return;
    await this.transaction.run((tx) => this.updates.markUnreadable(tx, id));
    this.#logger.error({ event: 'parked.unreadable', updateId: id, receiptId });
  }
}
