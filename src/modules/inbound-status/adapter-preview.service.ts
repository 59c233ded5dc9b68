import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import type { CheckedVersion, Owner } from '../adapters/adapter-versions.service.js';
import type { Sent } from '../adapters/adapters.service.js';
import { IntakeService, type KeptBody, type ReceiptFilter } from '../intake/intake.service.js';
import type { Scope } from '../leads/lead-identity.service.js';
import { maskedChanges } from './masked.domain.js';
import { countsOf, DIFF_CLASSES, type DiffClass } from './preview-diff.domain.js';
import { type Compared, ReadingComparisonService } from './reading-comparison.service.js';
import { type Terms, UpdateReaderService } from './update-reader.service.js';

/** Which past receipts of the partner, newest first. */
export type ReceiptChoice = Pick<ReceiptFilter, 'reason' | 'outcome'> & { readonly last: number };

/** One body that is not the same under both versions. Of receipts, what says something about a person is masked. */
export type PreviewItem = Compared & {
  readonly receiptId: string | null;
  readonly receivedAt: Date | null;
  /** Place among the given samples. */
  readonly sample: number | null;
};

export type Preview = {
  readonly version: number | null;
  /** Null: the standard format. */
  readonly comparedWith: number | null;
  readonly checked: number;
  readonly counts: Record<DiffClass, number>;
  /** Worst first, 200 at most; `leftOut` are counted only. */
  readonly items: readonly PreviewItem[];
  readonly leftOut: number;
};

type Body = { readonly sent: Sent; readonly kept: KeptBody | null; readonly sample: number | null };
type Versions = { readonly scope: Scope; readonly live: Terms; readonly draft: Terms };

const MOST_ITEMS = 200;
/** Bodies in memory at once: each may be a mebibyte. */
const AT_ONCE = 25;

/** What a version would make of bodies that the live one reads otherwise. Nothing is written, nobody is told. */
@Injectable()
export class AdapterPreviewService {
  constructor(
    private readonly clock: Clock,
    private readonly intake: IntakeService,
    private readonly reader: UpdateReaderService,
    private readonly comparison: ReadingComparisonService,
  ) {}

  /** On given bodies. */
  async ofSamples(partner: Owner, checked: CheckedVersion, samples: readonly Sent[]): Promise<Preview> {
    const versions = await this.#versions(partner, checked);
    const bodies = samples.map((sent, sample) => ({ sent, kept: null, sample }));
    return previewOf(versions, await this.#compare(versions, bodies));
  }

  /** On what the partner sent before, by what is known now of leads and statuses. */
  async ofReceipts(partner: Owner, checked: CheckedVersion, { last, ...filter }: ReceiptChoice): Promise<Preview> {
    const versions = await this.#versions(partner, checked);
    const chosen = { ...filter, ...versions.scope, source: 'partner-status' };
    const receipts = await this.intake.search(chosen, null, last);
    const items: PreviewItem[] = [];
    for (let from = 0; from < receipts.length; from += AT_ONCE) {
      const ids = receipts.slice(from, from + AT_ONCE).map(({ id }) => id);
      const kept = await this.intake.bodies(partner.id, ids);
      const bodies = kept.map((one) => ({ sent: one, kept: one, sample: null }));
      items.push(
        ...(await this.#compare(versions, bodies)).map((item) => ({ ...item, changes: maskedChanges(item.changes) })),
      );
    }
    return previewOf(versions, items);
  }

  async #versions(partner: Owner, { view, inbound }: CheckedVersion): Promise<Versions> {
    if (!inbound) throw onlyInbound();
    const scope = { partnerId: partner.id, environment: view.environment };
    const live = await this.reader.termsFor(scope);
    return { scope, live, draft: { ...live, adapter: { version: view.version, compiled: inbound } } };
  }

  async #compare({ scope, live, draft }: Versions, bodies: readonly Body[]): Promise<PreviewItem[]> {
    const sent = bodies.map((body) => body.sent);
    const compared = await this.comparison.compare(scope, { before: live, after: draft }, sent, this.clock.now());
    return compared.map((one, index) => {
      const { kept = null, sample = null } = bodies[index] ?? {};
      return { ...one, receiptId: kept?.id ?? null, receivedAt: kept?.receivedAt ?? null, sample };
    });
  }
}

function onlyInbound(): DomainError {
  const sentence =
    'This version writes what the partner is sent: preview it on deliveries, not on samples or receipts.';
  return new DomainError('rejected', 'adapter_direction', sentence);
}

function previewOf({ live, draft }: Versions, items: readonly PreviewItem[]): Preview {
  const differing = items.filter((item) => item.class !== 'same');
  differing.sort((one, other) => DIFF_CLASSES.indexOf(one.class) - DIFF_CLASSES.indexOf(other.class));
  return {
    version: draft.adapter?.version ?? null,
    comparedWith: live.adapter?.version ?? null,
    checked: items.length,
    counts: countsOf(items),
    items: differing.slice(0, MOST_ITEMS),
    leftOut: Math.max(0, differing.length - MOST_ITEMS),
  };
}
