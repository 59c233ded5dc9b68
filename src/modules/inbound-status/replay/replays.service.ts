import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { DomainError } from '../../../kernel/domain-error.js';
import { firstIdOf, isUuid, newId } from '../../../kernel/uuid.js';
import { type Actor, AuditService } from '../../../platform/audit/audit.service.js';
import { Transaction, type Tx } from '../../../platform/database/transaction.js';
import { OutboxService } from '../../../platform/outbox/outbox.service.js';
import { AdapterVersionsService, type Owner } from '../../adapters/adapter-versions.service.js';
import { LiveAdaptersService } from '../../adapters/live-adapters.service.js';
import type { PastFilter } from '../../intake/intake.service.js';
import { type ReplayItem, type ReplayRun, ReplaysRepository } from './replays.repository.js';

export { DIFF_CLASSES } from '../preview-diff.domain.js';

export type NewReplay = {
  readonly environment: 'live' | 'sandbox';
  /** Receipts that arrived from then on. */
  readonly from: Date | null;
  /** Receipts that arrived before then. */
  readonly to: Date | null;
  readonly filter: Pick<PastFilter, 'verdict' | 'reason' | 'outcome' | 'leadId' | 'ids'>;
  /** Null: what is live. */
  readonly adapterVersion: number | null;
  readonly dryRun: boolean;
};

export type ReplayView = Omit<ReplayRun, 'readTo'> & {
  /** Users that a dry run would notify, or that a live run has notified or will. */
  readonly notifications: number;
  /** Receipts that were given what they were owed, and those that wait for it. */
  readonly applied: number;
  readonly due: number;
};
export type ReplayItemView = Omit<ReplayItem, 'runId' | 'tells'> & { readonly id: string; readonly notifies: number };

/** Past receipts, read once more: a dry run shows what would change, a live one changes just that. */
@Injectable()
export class ReplaysService {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly audit: AuditService,
    private readonly outbox: OutboxService,
    private readonly versions: AdapterVersionsService,
    private readonly live: LiveAdaptersService,
    private readonly replays: ReplaysRepository,
  ) {}

  /**
   * The work is done in its lane; ask for the run to see how far it is.
   * @throws DomainError `adapter_version_not_found`, `adapter_direction`, `adapter_not_live` for a live run
   */
  async start(actor: Actor, partner: Owner, asked: NewReplay): Promise<ReplayView> {
    const { environment, filter, from, to, dryRun } = asked;
    const adapterVersion = await this.#version(partner, asked);
    const createdAt = this.clock.now();
    const until = to !== null && to < createdAt ? to : createdAt;
    const given = { id: newId(createdAt), partnerId: partner.id, environment, adapterVersion, filter, dryRun, until };
    const begun = { state: 'reading', readTo: firstIdOf(from ?? new Date(0)), checked: 0, counts: {} } as const;
    const run = { ...given, ...begun, error: null, createdAt, createdBy: actor.name, finishedAt: null };
    await this.transaction.run(async (tx) => {
      await this.replays.add(tx, run);
      const details = { partner: partner.slug, environment, adapterVersion, dryRun, filter };
      await this.audit.record(tx, actor, {
        action: 'replay.started',
        subject: { type: 'replay', id: run.id },
        details,
      });
      await this.outbox.append(tx, [{ topic: 'replay.requested', data: { runId: run.id } }]);
    });
    return viewOf(run, { told: 0, applied: 0, due: 0 });
  }

  /** Newest first, those before `before`. */
  list(partnerId: string | null, before: string | null, limit: number): Promise<{ runs: ReplayView[]; total: number }> {
    return this.transaction.run(async (tx) => {
      const runs: ReplayView[] = [];
      for (const run of await this.replays.search(tx, partnerId, before, limit)) runs.push(await this.#view(tx, run));
      return { runs, total: await this.replays.count(tx, partnerId) };
    });
  }

  /** @throws DomainError `replay_not_found` */
  find(id: string): Promise<ReplayView> {
    return this.transaction.run(async (tx) => this.#view(tx, await this.#known(tx, id)));
  }

  /** The receipts that differ, in order of arrival, those after `after`. @throws DomainError `replay_not_found` */
  items(
    id: string,
    kind: string | null,
    after: string | null,
    limit: number,
  ): Promise<{ items: ReplayItemView[]; total: number }> {
    return this.transaction.run(async (tx) => {
      const run = await this.#known(tx, id);
      const rows = await this.replays.items(tx, run.id, kind, after, limit);
      const items = rows.map(({ runId: _, tells, ...item }) => ({
        ...item,
        id: item.receiptId,
        notifies: tells.length,
      }));
      return { items, total: await this.replays.countItems(tx, run.id, kind) };
    });
  }

  /** What is applied stays. A run that has ended stays as it ended. @throws DomainError `replay_not_found` */
  cancel(actor: Actor, id: string): Promise<ReplayView> {
    return this.transaction.run(async (tx) => {
      const run = known(isUuid(id) ? await this.replays.hold(tx, id) : null);
      const end = { state: 'cancelled', finishedAt: this.clock.now() } as const;
      if (run.finishedAt === null && (await this.replays.move(tx, id, run.state, end))) {
        await this.audit.record(tx, actor, { action: 'replay.cancelled', subject: { type: 'replay', id } });
      }
      return this.#view(tx, await this.#known(tx, id));
    });
  }

  async #version(partner: Owner, { adapterVersion, environment, dryRun }: NewReplay): Promise<number | null> {
    const live = (await this.live.inboundNow(partner.id, environment))?.version ?? null;
    if (adapterVersion === null || adapterVersion === live) return live;
    if (!dryRun) throw notLive();
    const { inbound } = await this.versions.checked(partner, adapterVersion);
    if (!inbound) throw wrongDirection();
    return adapterVersion;
  }

  async #known(tx: Tx, id: string): Promise<ReplayRun> {
    return known(isUuid(id) ? await this.replays.find(tx, id) : null);
  }

  async #view(tx: Tx, run: ReplayRun): Promise<ReplayView> {
    return viewOf(run, await this.replays.totals(tx, run.id));
  }
}

function known(run: ReplayRun | null): ReplayRun {
  if (!run) throw new DomainError('not_found', 'replay_not_found', 'There is no replay with this id.');
  return run;
}

function viewOf({ readTo: _, ...run }: ReplayRun, totals: { told: number; applied: number; due: number }): ReplayView {
  const { told: notifications, applied, due } = totals;
  return { ...run, notifications, applied, due };
}

function notLive(): DomainError {
  const sentence = 'Only the live version may change anything. Activate this one first, or ask for a dry run.';
  return new DomainError('conflict', 'adapter_not_live', sentence);
}

function wrongDirection(): DomainError {
  const sentence =
    'This version writes what the partner is sent; receipts are read by versions that read what it sends.';
  return new DomainError('rejected', 'adapter_direction', sentence);
}
