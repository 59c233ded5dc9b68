import { Injectable } from '@nestjs/common';
import { DomainError, type Issue } from '../../kernel/domain-error.js';
import type { Actor } from '../../platform/audit/audit.service.js';
import { Transaction } from '../../platform/database/transaction.js';
import { type NewEvent, OutboxService } from '../../platform/outbox/outbox.service.js';
import {
  type Activated,
  AdapterVersionsService,
  type AdapterVersionView,
  type CheckedVersion,
  type Owner,
} from '../adapters/adapter-versions.service.js';
import { AdapterPreviewService, type Preview } from './adapter-preview.service.js';

export type ActivatedVersion = AdapterVersionView & {
  /** The version that was live before. */
  readonly replaced: number | null;
  /** Of the last receipts; null for a version that writes what the partner is sent. */
  readonly counts: Preview['counts'] | null;
};

/** As many past receipts are read before a version goes live. */
const RECEIPTS = 100;

/** Makes versions live, after they were tried on their samples and on what the partner sent before. */
@Injectable()
export class AdapterActivationService {
  constructor(
    private readonly transaction: Transaction,
    private readonly outbox: OutboxService,
    private readonly versions: AdapterVersionsService,
    private readonly previews: AdapterPreviewService,
  ) {}

  /**
   * In force everywhere within 3 s; going back is activating an older version. What was parked is tried again.
   * @throws DomainError `adapter_version_not_found`, `adapter_invalid`, `adapter_samples_fail`, and
   * `adapter_breaks_receipts` when no reason is given for what the last 100 receipts would lose
   */
  async activate(actor: Actor, partner: Owner, version: number, reason: string | null): Promise<ActivatedVersion> {
    const checked = await this.versions.checked(partner, version);
    const failing = problemsOf(checked);
    if (failing.length > 0) throw samplesFail(failing);
    const counts = checked.inbound ? await this.#tried(partner, checked, reason) : null;
    const activation = { partner, version, details: { reason, receipts: counts } };
    const { replaced } = await this.transaction.run(async (tx) => {
      const activated = await this.versions.activate(tx, actor, activation);
      await this.outbox.append(tx, newsOf(partner, activated));
      return activated;
    });
    const { view } = await this.versions.checked(partner, version);
    return { ...view, replaced, counts };
  }

  /**
   * Goes back to the standard format, which reads and writes whatever no adapter is live for.
   * @throws DomainError `adapter_version_not_found`, `adapter_not_live`
   */
  async retire(actor: Actor, partner: Owner, version: number, reason: string): Promise<AdapterVersionView> {
    await this.transaction.run(async (tx) => {
      const retired = await this.versions.retire(tx, actor, { partner, version, details: { reason } });
      await this.outbox.append(tx, newsOf(partner, retired));
    });
    return this.versions.find(partner, version);
  }

  /** What it would make of the last receipts. @throws DomainError `adapter_breaks_receipts` */
  async #tried(partner: Owner, checked: CheckedVersion, reason: string | null): Promise<Preview['counts']> {
    const preview = await this.previews.ofReceipts(partner, checked, { last: RECEIPTS });
    if (preview.counts.broken > 0 && reason === null) throw breaksReceipts(preview);
    return preview.counts;
  }
}

/** What waits because it could not be read, understood or sent is tried again. Sandbox goes by the live version, too. */
function newsOf({ id: partnerId }: Owner, { direction, environment }: Activated): NewEvent[] {
  if (direction === 'inbound') return [{ topic: 'partner.status_map_changed', data: { partnerId } }];
  const environments = environment === 'live' ? ['live', 'sandbox'] : [environment];
  return environments.map((one) => ({ topic: 'partner.endpoint_changed', data: { partnerId, environment: one } }));
}

function problemsOf({ view }: CheckedVersion): Issue[] {
  return view.samples.flatMap(({ problems }, at) =>
    problems.map(({ path, message }) => ({ path: path === '' ? `samples[${at}]` : `samples[${at}].${path}`, message })),
  );
}

function samplesFail(issues: Issue[]): DomainError {
  const sentence = 'The version does not read its samples as expected; see issues. Save a version that does.';
  return new DomainError('rejected', 'adapter_samples_fail', sentence, { issues });
}

function breaksReceipts({ counts, items }: Preview): DomainError {
  const broken = items.filter((item) => item.class === 'broken');
  const issues = broken.map(({ receiptId, failsBy }) => ({
    path: `receipts.${receiptId}`,
    message: `would end as ${failsBy}`,
  }));
  const sentence = `Of the last receipts, ${counts.broken} that are applied now would not be; see issues. Send a reason to activate all the same.`;
  return new DomainError('conflict', 'adapter_breaks_receipts', sentence, { issues });
}
