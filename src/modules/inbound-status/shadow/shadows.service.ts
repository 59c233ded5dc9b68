import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { DomainError } from '../../../kernel/domain-error.js';
import { firstIdOf, newId, timeOf } from '../../../kernel/uuid.js';
import { type Actor, AuditService } from '../../../platform/audit/audit.service.js';
import { Transaction, type Tx } from '../../../platform/database/transaction.js';
import { AdapterVersionsService, type Owner } from '../../adapters/adapter-versions.service.js';
import { type ShadowDivergence, type ShadowRun, ShadowsRepository } from './shadows.repository.js';

export { DIFF_CLASSES } from '../preview-diff.domain.js';

export type ShadowView = Omit<ShadowRun, 'partnerId' | 'readTo'> & {
  /** Receipts that arrived up to then were read. */
  readonly readTo: Date;
};
export type ShadowDivergenceView = Omit<ShadowDivergence, 'shadowId'> & { readonly id: string };

const DAY_MS = 86_400_000;

/** Versions that read real traffic beside the one that counts, for some days. What they make of it is kept as a diff only. */
@Injectable()
export class ShadowsService {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly audit: AuditService,
    private readonly versions: AdapterVersionsService,
    private readonly shadows: ShadowsRepository,
  ) {}

  /**
   * From now on, for so many days; one that runs goes on as it was asked for. It reads what its environment is sent.
   * @throws DomainError `adapter_version_not_found`, `adapter_invalid`, `adapter_direction`, `adapter_live`, and
   * `shadow_running` while another version shadows
   */
  async start(actor: Actor, partner: Owner, version: number, days: number): Promise<ShadowView> {
    const { view, inbound } = await this.versions.checked(partner, version);
    if (!inbound) throw wrongDirection();
    if (view.state === 'live') throw alreadyLive();
    const { environment } = view;
    const createdAt = this.clock.now();
    const until = new Date(createdAt.getTime() + days * DAY_MS);
    const begun = { state: 'running', readTo: firstIdOf(createdAt), checked: 0, counts: {}, error: null } as const;
    const asked = { id: newId(createdAt), partnerId: partner.id, environment, version, until };
    const run = { ...asked, ...begun, createdAt, createdBy: actor.name, finishedAt: null };
    return this.transaction.run(async (tx) => {
      if (!(await this.shadows.addOnce(tx, run))) return this.#running(tx, run);
      const details = { version, environment, until };
      const subject = { type: 'partner', id: partner.slug };
      await this.audit.record(tx, actor, { action: 'adapter.shadow_started', subject, details });
      return viewOf(run);
    });
  }

  /** One that has ended stays as it ended. @throws DomainError `shadow_not_found` */
  stop(actor: Actor, partner: Owner, version: number): Promise<ShadowView> {
    return this.transaction.run(async (tx) => {
      const { id, environment } = await this.#known(tx, partner, version);
      const end = { state: 'stopped', error: null, finishedAt: this.clock.now() } as const;
      if (await this.shadows.end(tx, id, end)) {
        const subject = { type: 'partner', id: partner.slug };
        const details = { version, environment };
        await this.audit.record(tx, actor, { action: 'adapter.shadow_stopped', subject, details });
      }
      return viewOf(await this.#known(tx, partner, version));
    });
  }

  /** The last shadow of a version. @throws DomainError `shadow_not_found` */
  find(partner: Owner, version: number): Promise<ShadowView> {
    return this.transaction.run(async (tx) => viewOf(await this.#known(tx, partner, version)));
  }

  /** Receipts that the version reads otherwise, newest first, those before `before`. @throws DomainError `shadow_not_found` */
  divergences(
    partner: Owner,
    version: number,
    { kind, before, limit }: { kind: string | null; before: string | null; limit: number },
  ): Promise<{ items: ShadowDivergenceView[]; total: number }> {
    return this.transaction.run(async (tx) => {
      const { id } = await this.#known(tx, partner, version);
      const rows = await this.shadows.divergences(tx, id, kind, before, limit);
      const items = rows.map(({ shadowId: _, ...item }) => ({ ...item, id: item.receiptId }));
      return { items, total: await this.shadows.countDivergences(tx, id, kind) };
    });
  }

  async #running(tx: Tx, { partnerId, environment, version }: ShadowRun): Promise<ShadowView> {
    const running = await this.shadows.runningFor(tx, partnerId, environment);
    if (running?.version === version) return viewOf(running);
    throw otherRunning(running?.version);
  }

  async #known(tx: Tx, { id }: Owner, version: number): Promise<ShadowRun> {
    const run = await this.shadows.last(tx, id, version);
    if (!run) throw new DomainError('not_found', 'shadow_not_found', 'This version has never shadowed.');
    return run;
  }
}

function viewOf({ partnerId: _, readTo, ...run }: ShadowRun): ShadowView {
  return { ...run, readTo: timeOf(readTo) };
}

function wrongDirection(): DomainError {
  const sentence = 'This version writes what the partner is sent; only versions that read what it sends can shadow.';
  return new DomainError('rejected', 'adapter_direction', sentence);
}

function alreadyLive(): DomainError {
  return new DomainError('conflict', 'adapter_live', 'This version is live: it has nothing to run beside.');
}

function otherRunning(version: number | undefined): DomainError {
  const sentence = `Version ${version ?? 'another'} shadows already. Stop it first; one at a time is read beside the live one.`;
  return new DomainError('conflict', 'shadow_running', sentence);
}
