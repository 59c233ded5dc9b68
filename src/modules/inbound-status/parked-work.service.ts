import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { isUuid } from '../../kernel/uuid.js';
import { type Actor, AuditService } from '../../platform/audit/audit.service.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { IntakeService } from '../intake/intake.service.js';
import { RefusedReceiptsService } from '../intake/refused-receipts.service.js';
import { ExternalIdDisputesService } from '../leads/external-id-disputes.service.js';
import { LifecycleService } from '../lifecycle/lifecycle.service.js';
import { PartnersService } from '../partners/partners.service.js';
import { type ParkedGroup, rawStatusOf } from './parked-group.domain.js';
import { ParkedQueueRepository } from './parked-queue.repository.js';
import { groupOf } from './parked-queue.service.js';
import { ParkedReaderService } from './parked-reader.service.js';
import { ParkedUpdatesService, type Retried } from './parked-updates.service.js';
import { StatusUpdatesRepository } from './status-updates.repository.js';

export type { Retried } from './parked-updates.service.js';

/** `fixes`: how many reports wait for this status; all but one of them are what it also fixes. They follow in the background. */
export type Mapped = {
  readonly rawStatus: string;
  readonly canonicalStatus: string | null;
  readonly fixes: number;
  readonly alsoFixes: number;
  readonly dryRun: boolean;
};

/** In one call: each is a transaction of its own. */
const RETRIED_AT_ONCE = 500;
const DISCARDED_AT_ONCE = 1_000;

/** What an operator does about what waits, beside saying which lead is meant. */
@Injectable()
export class ParkedWorkService {
  constructor(
    private readonly transaction: Transaction,
    private readonly audit: AuditService,
    private readonly partners: PartnersService,
    private readonly intake: IntakeService,
    private readonly receipts: RefusedReceiptsService,
    private readonly disputes: ExternalIdDisputesService,
    private readonly lifecycle: LifecycleService,
    private readonly reader: ParkedReaderService,
    private readonly parked: ParkedUpdatesService,
    private readonly queue: ParkedQueueRepository,
    private readonly updates: StatusUpdatesRepository,
  ) {}

  /** Tries one again. @throws DomainError `parked_item_not_found` for what is no report that waits */
  async retryItem(id: string): Promise<Retried> {
    const row = await this.transaction.run((tx) => this.updates.findParked(tx, id));
    if (!row) throw notFound();
    return this.parked.retryThese(row, [id]);
  }

  /** Tries a group again, the oldest 500 of it. @throws DomainError `parked_group_not_found`, `not_retried` */
  async retryGroup(id: string): Promise<Retried> {
    const group = groupOf(id);
    if (group.kind !== 'update') {
      const sentence = 'What was never read can be replayed, not retried; a disputed id must be decided.';
      throw new DomainError('conflict', 'not_retried', sentence);
    }
    const ids = await this.transaction.run((tx) => this.queue.idsOf(tx, group, RETRIED_AT_ONCE));
    return this.parked.retryThese(group, ids);
  }

  /** Nobody has to look at it any more. What was kept for a retry is removed; its receipt stays. @throws DomainError `parked_item_not_found` */
  discardItem(actor: Actor, id: string, reason: string): Promise<{ discarded: number }> {
    return this.transaction.run(async (tx) => {
      if (!isUuid(id) || !(await this.#discardOne(tx, id))) throw notFound();
      const subject = { type: 'parked_item', id };
      await this.audit.record(tx, actor, { action: 'parked.discarded', subject, details: { reason } });
      return { discarded: 1 };
    });
  }

  /** As `discardItem`, of a whole group. @throws DomainError `parked_group_not_found` */
  discardGroup(actor: Actor, id: string, reason: string): Promise<{ discarded: number }> {
    const group = groupOf(id);
    return this.transaction.run(async (tx) => {
      const discarded = await this.#discardAll(tx, group);
      const { partnerId, environment, kind, reason: waitedFor, cause } = group;
      const details = { reason, discarded, environment, kind, waitedFor, cause };
      const subject = { type: 'partner', id: (await this.partners.settings(partnerId)).slug };
      await this.audit.record(tx, actor, { action: 'parked.discarded', subject, details });
      return { discarded };
    });
  }

  /**
   * Says what the status of a group means, for every report of this partner.
   * @throws DomainError `parked_group_not_found`, `nothing_to_map`, `canonical_status_unknown`
   */
  async map(actor: Actor, id: string, canonicalStatus: string | null, dryRun: boolean): Promise<Mapped> {
    const group = groupOf(id);
    const [newest] = await this.transaction.run((tx) => this.queue.list(tx, group, null, 1));
    const fields = newest && this.reader.fieldsOf(newest);
    if (group.reason !== 'status_unmapped' || !fields?.Status) {
      throw new DomainError('conflict', 'nothing_to_map', 'Nothing in this group waits for its status to be mapped.');
    }
    const rawStatus = rawStatusOf(fields.Status, fields.SubStatus ?? null);
    const fixes = await this.transaction.run((tx) => this.queue.countOfPartner(tx, group));
    const map = { [rawStatus]: canonicalStatus };
    if (dryRun) await this.lifecycle.checkStatusMap(map);
    else await this.lifecycle.putStatusMap(actor, group.partnerId, map);
    return { rawStatus, canonicalStatus, fixes, alsoFixes: Math.max(0, fixes - 1), dryRun };
  }

  async #discardOne(tx: Tx, id: string): Promise<boolean> {
    if ((await this.#discardReports(tx, [id])) > 0) return true;
    if (await this.receipts.discard(tx, id)) return true;
    const dispute = await this.disputes.hold(tx, id);
    if (dispute) await this.disputes.dismiss(tx, dispute);
    return dispute !== null;
  }

  async #discardAll(tx: Tx, group: ParkedGroup): Promise<number> {
    if (group.kind === 'receipt') return this.receipts.discardGroup(tx, { ...group, contentType: group.cause });
    if (group.kind === 'external_id') return this.disputes.dismissAll(tx, group);
    let discarded = 0;
    for (let found = DISCARDED_AT_ONCE; found === DISCARDED_AT_ONCE; discarded += found) {
      found = await this.#discardReports(tx, await this.queue.idsOf(tx, group, DISCARDED_AT_ONCE));
    }
    return discarded;
  }

  async #discardReports(tx: Tx, ids: readonly string[]): Promise<number> {
    const discarded = await this.queue.discard(tx, ids);
    // A receipt speaks of its first update.
    const first = discarded.filter(({ item }) => item === 0);
    await this.intake.discarded(
      tx,
      first.map(({ receiptId }) => receiptId),
    );
    return discarded.length;
  }
}

function notFound(): DomainError {
  return new DomainError('not_found', 'parked_item_not_found', 'Nothing of this id is waiting.');
}
