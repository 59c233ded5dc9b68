import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { RefusedReceiptsService } from '../intake/refused-receipts.service.js';
import { ExternalIdDisputesService } from '../leads/external-id-disputes.service.js';
import { PartnersService } from '../partners/partners.service.js';
import { type Advice, adviceOf } from './parked-advice.domain.js';
import { type Common, commonOf, groupId, type ParkedGroup, rawStatusOf, readGroupId } from './parked-group.domain.js';
import { type ParkedItem, ParkedItemsService } from './parked-items.service.js';
import { type ParkedFilter, ParkedQueueRepository } from './parked-queue.repository.js';

export type { ParkedItem } from './parked-items.service.js';
export type { ParkedFilter } from './parked-queue.repository.js';

/** Things that wait for one cause. */
export type ParkedGroupView = Advice & {
  readonly id: string;
  readonly kind: ParkedGroup['kind'];
  readonly reason: string;
  readonly environment: 'live' | 'sandbox';
  readonly partner: { readonly id: string; readonly slug: string; readonly name: string };
  readonly common: Common | null;
  readonly count: number;
  readonly oldestAt: Date;
  readonly newestAt: Date;
  /** The newest; what says something about a person is masked. */
  readonly example: ParkedItem | null;
};

type Counted = ParkedGroup & {
  readonly count: number;
  readonly oldestAt: Date;
  readonly newestAt: Date;
  readonly newestId: string;
};

const MOST_GROUPS = 500;

/** What waits for somebody, by what it waits for: parked reports, refused webhooks, ids that were said of two leads. */
@Injectable()
export class ParkedQueueService {
  constructor(
    private readonly transaction: Transaction,
    private readonly partners: PartnersService,
    private readonly receipts: RefusedReceiptsService,
    private readonly disputes: ExternalIdDisputesService,
    private readonly items: ParkedItemsService,
    private readonly queue: ParkedQueueRepository,
  ) {}

  /** Those with the newest news first, 500 at most; `total` counts them all. */
  groups(filter: ParkedFilter): Promise<{ items: ParkedGroupView[]; total: number }> {
    return this.transaction.run(async (tx) => {
      const counted = [
        ...(await this.#updates(tx, filter)),
        ...(await this.#receipts(tx, filter)),
        ...(await this.#disputes(tx, filter)),
      ];
      counted.sort((one, other) => other.newestAt.getTime() - one.newestAt.getTime());
      const shown = counted.slice(0, MOST_GROUPS);
      const reports = shown.filter(({ kind }) => kind === 'update').map(({ newestId }) => newestId);
      const examples = await this.items.reports(tx, reports);
      const items: ParkedGroupView[] = [];
      for (const group of shown) items.push(await this.#view(tx, group, examples));
      return { items, total: counted.length };
    });
  }

  /** What is in a group, newest first, and how much in all, 10,000 at most. @throws DomainError `parked_group_not_found` */
  list(id: string, before: string | null, limit: number): Promise<{ items: ParkedItem[]; total: number }> {
    const group = groupOf(id);
    return this.transaction.run(async (tx) => {
      const items = await this.items.list(tx, group, before, limit);
      return { items, total: await this.#count(tx, group) };
    });
  }

  /** What waits about one lead, and what would fix it. */
  ofLead(leadId: string): Promise<(ParkedItem & Advice)[]> {
    return this.transaction.run(async (tx) => {
      const items = await this.items.ofLead(tx, leadId);
      return items.map((item) => ({ ...item, ...adviceOf(item.reason, null) }));
    });
  }

  async #count(tx: Tx, group: ParkedGroup): Promise<number> {
    if (group.kind === 'update') return this.queue.count(tx, group);
    if (group.kind === 'receipt') return this.receipts.count(tx, { ...group, contentType: group.cause });
    const [disputed] = await this.disputes.groups(tx, group);
    return disputed?.count ?? 0;
  }

  async #updates(tx: Tx, filter: ParkedFilter): Promise<Counted[]> {
    return (await this.queue.groups(tx, filter)).map((group) => ({ ...group, kind: 'update' as const }));
  }

  async #receipts(tx: Tx, filter: ParkedFilter): Promise<Counted[]> {
    const groups = await this.receipts.groups(tx, filter);
    return groups.map(({ contentType, ...group }) => ({ ...group, cause: contentType, kind: 'receipt' as const }));
  }

  async #disputes(tx: Tx, { reason: asked, ...scope }: ParkedFilter): Promise<Counted[]> {
    const reason = 'external_id_conflict';
    if (asked !== undefined && asked !== reason) return [];
    const groups = await this.disputes.groups(tx, scope);
    return groups.map((group) => ({ ...group, reason, cause: null, kind: 'external_id' as const }));
  }

  async #view(
    tx: Tx,
    { newestId, ...counted }: Counted,
    reports: ReadonlyMap<string, ParkedItem>,
  ): Promise<ParkedGroupView> {
    const { kind, reason, environment, partnerId, count, oldestAt, newestAt } = counted;
    const { slug, name } = await this.partners.settings(partnerId);
    const [found = null] = kind === 'update' ? [] : await this.items.list(tx, counted, null, 1);
    const example = reports.get(newestId) ?? found;
    const common = shownCommon(commonOf(counted), example);
    return {
      id: groupId(counted),
      kind,
      reason,
      environment,
      partner: { id: partnerId, slug, name },
      common,
      count,
      oldestAt,
      newestAt,
      example,
      ...adviceOf(reason, common),
    };
  }
}

/** @throws DomainError `parked_group_not_found` for an id that stands for no group */
export function groupOf(id: string): ParkedGroup {
  const group = readGroupId(id);
  if (!group) throw new DomainError('not_found', 'parked_group_not_found', 'There is no such group. List them anew.');
  return group;
}

/** A raw status as it was sent, instead of the key that its spellings share. */
function shownCommon(common: Common | null, example: ParkedItem | null): Common | null {
  const status = example?.fields?.['Status'];
  if (common?.kind !== 'raw_status' || !status) return common;
  return { kind: 'raw_status', value: rawStatusOf(status, example.fields?.['SubStatus'] ?? null) };
}
