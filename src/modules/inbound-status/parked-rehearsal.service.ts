import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { firstIdOf } from '../../kernel/uuid.js';
import type { Tx } from '../../platform/database/transaction.js';
import { ParkedReaderService, type ReadParked } from './parked-reader.service.js';
import { StatusRecorderService } from './status-recorder.service.js';
import type { StatusUpdateRow } from './status-update.entity.js';
import { type ParkedScope, StatusUpdatesRepository } from './status-updates.repository.js';
import { type Meanings, UpdateReaderService } from './update-reader.service.js';

const AT_ONCE = 500;
/** Oldest first; a partner with more has more to worry about than an exact number. */
const LOOKED_AT = 5_000;

/** Finds out what a fix lets through beside what it was made for. */
@Injectable()
export class ParkedRehearsalService {
  constructor(
    private readonly clock: Clock,
    private readonly meanings: UpdateReaderService,
    private readonly reader: ParkedReaderService,
    private readonly recorder: StatusRecorderService,
    private readonly updates: StatusUpdatesRepository,
  ) {}

  /** How many reports that wait name this external id, which the transaction has just had learnt, and find their lead by it. */
  async letThroughBy(tx: Tx, scope: ParkedScope, externalId: string): Promise<number> {
    const meanings = await this.meanings.meaningsNow(scope);
    let [after, seen, through] = [firstIdOf(new Date(0)), 0, 0];
    for (let found = AT_ONCE; found === AT_ONCE && seen < LOOKED_AT; seen += found) {
      const rows = await this.updates.parked(tx, scope, { after, limit: AT_ONCE });
      through += await this.#matched(tx, await this.#naming(externalId, rows, meanings));
      after = rows.at(-1)?.id ?? after;
      found = rows.length;
    }
    return through;
  }

  async #naming(externalId: string, rows: readonly StatusUpdateRow[], meanings: Meanings): Promise<ReadParked[]> {
    const naming = rows.filter(
      (row) => row.leadId === null && this.reader.fieldsOf(row)?.ExternalLeadId === externalId,
    );
    const read = await Promise.all(naming.map((row) => this.reader.read(row, meanings)));
    return read.filter((one) => one !== null);
  }

  async #matched(tx: Tx, read: readonly ReadParked[]): Promise<number> {
    const asked = read.map(({ update }) => update).filter(({ status }) => status.known);
    const { matches } = await this.recorder.match(tx, asked, this.clock.now());
    return [...matches.values()].filter(({ outcome }) => outcome === 'matched').length;
  }
}
