import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/transaction.js';
import { type RefusedReceipt, RefusedReceiptsService } from '../intake/refused-receipts.service.js';
import { type Dispute, ExternalIdDisputesService } from '../leads/external-id-disputes.service.js';
import { maskedValue } from './masked.domain.js';
import type { ParkedGroup, ParkedKind } from './parked-group.domain.js';
import { ParkedQueueRepository } from './parked-queue.repository.js';
import { ParkedReaderService } from './parked-reader.service.js';
import type { StatusUpdateRow } from './status-update.entity.js';

/** One thing that waits. */
export type ParkedItem = {
  readonly id: string;
  readonly kind: ParkedKind;
  readonly reason: string;
  readonly at: Date;
  /** The webhook that it came with. */
  readonly receiptId: string | null;
  /** The lead that it found, or that an id was said of. */
  readonly leadId: string | null;
  readonly matchedBy: string | null;
  /** What a report said; what says something about a person is masked. Null when it can't be read. */
  readonly fields: Readonly<Record<string, string | null>> | null;
  /** Of a refused webhook. */
  readonly contentType: string | null;
  /** The partner's id that was said of `leadId`, and the lead that has it. */
  readonly externalId: { readonly value: string; readonly heldBy: string } | null;
};

const NOTHING = {
  receiptId: null,
  leadId: null,
  matchedBy: null,
  fields: null,
  contentType: null,
  externalId: null,
} as const;

/** Shows what waits, one by one. */
@Injectable()
export class ParkedItemsService {
  constructor(
    private readonly receipts: RefusedReceiptsService,
    private readonly disputes: ExternalIdDisputesService,
    private readonly reader: ParkedReaderService,
    private readonly queue: ParkedQueueRepository,
  ) {}

  /** Of a group, newest first, those before `before`. */
  async list(tx: Tx, group: ParkedGroup, before: string | null, limit: number): Promise<ParkedItem[]> {
    switch (group.kind) {
      case 'update':
        return (await this.queue.list(tx, group, before, limit)).map((row) => this.#reported(row));
      case 'receipt': {
        const refused = { ...group, contentType: group.cause };
        return (await this.receipts.list(tx, refused, before, limit)).map(refusedItem);
      }
      case 'external_id':
        return (await this.disputes.list(tx, group, before, limit)).map(disputedItem);
    }
  }

  /** Reports by their ids. */
  async reports(tx: Tx, ids: readonly string[]): Promise<Map<string, ParkedItem>> {
    const rows = await this.queue.rows(tx, ids);
    return new Map(rows.map((row) => [row.id, this.#reported(row)]));
  }

  /** What waits about one lead, newest first: its reports, and ids that it shares with another. */
  async ofLead(tx: Tx, leadId: string): Promise<ParkedItem[]> {
    const rows = await this.queue.ofLead(tx, leadId);
    const disputes = await this.disputes.ofLead(tx, leadId);
    return [...rows.map((row) => this.#reported(row)), ...disputes.map(disputedItem)];
  }

  #reported(row: StatusUpdateRow): ParkedItem {
    const { id, receiptId, leadId, matchedBy, reason, createdAt: at } = row;
    const fields = this.reader.fieldsOf(row);
    const shown = fields && Object.entries(fields).map(([name, value]) => [name, maskedValue(name, value)]);
    return {
      ...NOTHING,
      id,
      kind: 'update',
      reason: reason ?? 'parked',
      at,
      receiptId,
      leadId,
      matchedBy,
      fields: shown && (Object.fromEntries(shown) as Record<string, string | null>),
    };
  }
}

function refusedItem({ id, reason, receivedAt, contentType }: RefusedReceipt): ParkedItem {
  return { ...NOTHING, id, kind: 'receipt', reason, at: receivedAt, receiptId: id, contentType };
}

function disputedItem({ id, leadId, heldBy, value, source, createdAt }: Dispute): ParkedItem {
  const receiptId = source.startsWith('receipt:') ? source.slice('receipt:'.length) : null;
  const externalId = { value, heldBy };
  return {
    ...NOTHING,
    id,
    kind: 'external_id',
    reason: 'external_id_conflict',
    at: createdAt,
    receiptId,
    leadId,
    externalId,
  };
}
