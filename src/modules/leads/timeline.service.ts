import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/uuid.js';
import type { Tx } from '../../platform/database/transaction.js';
import { runWrites, type Write } from '../../platform/database/write.js';
import { SecretsService } from '../../platform/secrets/secrets.service.js';
import type { LeadEventRow } from './lead.entity.js';
import { TimelineRepository } from './timeline.repository.js';

/** A fact about a lead. `applied` is false for a report that was kept and changed nothing. */
export type NewLeadEvent = {
  readonly leadId: string;
  readonly type: string;
  readonly at: Date;
  readonly applied: boolean;
  readonly status?: string | null;
  readonly rawStatus?: string | null;
  readonly message?: string | null;
  readonly receiptId?: string | null;
  readonly data?: object;
};

/** A line of the timeline as the app reads it. */
export type TimelineEntry = {
  readonly at: Date;
  readonly type: string;
  readonly status?: string;
  readonly rawStatus?: string;
  readonly message?: string;
  readonly receiptId?: string;
  readonly data?: object;
  readonly applied: boolean;
};

/** The record of what happened to a lead: what the app reads. Messages are sealed, since partners write about people. */
@Injectable()
export class TimelineService {
  constructor(
    private readonly clock: Clock,
    private readonly secrets: SecretsService,
    private readonly events: TimelineRepository,
  ) {}

  async append(tx: Tx, events: readonly NewLeadEvent[]): Promise<void> {
    await runWrites(tx, [this.appending(events)]);
  }

  /** As `append`, to be sent together with what else the transaction writes. */
  appending(events: readonly NewLeadEvent[]): Write | null {
    const now = this.clock.now();
    return this.events.adding(events.map((event) => this.#rowOf(event, now)));
  }

  /** The statuses that leads took at some time, each as `lead|status`. */
  async appliedStatuses(tx: Tx, leadIds: readonly string[]): Promise<Set<string>> {
    const applied = await this.events.applied(tx, [...new Set(leadIds)]);
    return new Set(applied.map(({ leadId, status }) => `${leadId}|${status}`));
  }

  /** Oldest first. */
  async ofLead(tx: Tx, leadId: string): Promise<TimelineEntry[]> {
    return (await this.events.ofLead(tx, leadId)).map((row) => this.#entryOf(row));
  }

  #rowOf(event: NewLeadEvent, now: Date): LeadEventRow {
    const id = newId(now);
    const { message } = event;
    return {
      id,
      leadId: event.leadId,
      at: event.at,
      type: event.type,
      status: event.status ?? null,
      rawStatus: event.rawStatus ?? null,
      messageSealed: message ? this.secrets.seal(message, placeOf(id)) : null,
      receiptId: event.receiptId ?? null,
      applied: event.applied,
      data: event.data ?? null,
    };
  }

  #entryOf({ id, at, type, status, rawStatus, messageSealed, receiptId, data, applied }: LeadEventRow): TimelineEntry {
    return {
      at,
      type,
      ...(status !== null && { status }),
      ...(rawStatus !== null && { rawStatus }),
      ...(messageSealed !== null && { message: this.secrets.open(messageSealed, placeOf(id)).toString() }),
      ...(receiptId !== null && { receiptId }),
      ...(data !== null && { data }),
      applied,
    };
  }
}

function placeOf(id: string) {
  return { table: 'lead_event', column: 'message_sealed', id };
}
