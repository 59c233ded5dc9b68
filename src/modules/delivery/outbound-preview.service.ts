import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { Transaction } from '../../platform/database/transaction.js';
import type { CheckedVersion, Owner } from '../adapters/adapter-versions.service.js';
import {
  OutboundAdaptersService,
  type OutboundVersion,
  type SourceLead,
} from '../adapters/outbound-adapters.service.js';
import { LeadsService } from '../leads/leads.service.js';
import { ContentsService } from './contents.service.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import {
  classOf,
  countsOf,
  EXAMPLE_LEAD,
  PREVIEW_CLASSES,
  type PreviewClass,
  type Written,
} from './outbound-preview.domain.js';
import { CONTENT_TYPE } from './outgoing-request.domain.js';

/** What an invented lead would be sent as; or why it would not. */
type Shown = { readonly contentType: string; readonly body: string } | { readonly obstacle: string };
/** A lead that is not the same under both versions, without what it says of the person. Null: it is sent. */
type PreviewItem = {
  readonly deliveryId: string;
  readonly leadId: string;
  readonly class: PreviewClass;
  readonly before: string | null;
  readonly after: string | null;
};

export type OutboundPreview = {
  readonly version: number;
  /** Null: the standard body. */
  readonly comparedWith: number | null;
  readonly example: { readonly before: Shown; readonly after: Shown };
  readonly checked: number;
  readonly counts: Record<PreviewClass, number>;
  /** Worst first. */
  readonly items: readonly PreviewItem[];
};

/** What another outbound version would have made of past leads. Nothing is written, nothing is sent. */
@Injectable()
export class OutboundPreviewService {
  constructor(
    private readonly transaction: Transaction,
    private readonly leads: LeadsService,
    private readonly adapters: OutboundAdaptersService,
    private readonly contents: ContentsService,
    private readonly deliveries: DeliveriesRepository,
  ) {}

  /** On the partner's last deliveries of the version's environment. @throws DomainError `adapter_direction` */
  async ofDeliveries(
    { id: partnerId }: Owner,
    { view, inbound }: CheckedVersion,
    last: number,
  ): Promise<OutboundPreview> {
    if (inbound) throw onlyOutbound();
    const { version, adapter: document, environment } = view;
    const live = await this.adapters.liveNow(partnerId, environment);
    const write = (source: SourceLead) =>
      [this.#write(live, source), this.#write({ version, document }, source)] as const;
    const [before, after] = write(await this.contents.source({ ...EXAMPLE_LEAD, partnerId, environment }));
    const items = await this.transaction.run(async (tx) => {
      const compared: PreviewItem[] = [];
      for (const { id, leadId } of await this.deliveries.search(tx, { partnerId, environment }, null, last)) {
        const written = write(await this.contents.source(await this.leads.outbound(tx, leadId)));
        compared.push({ deliveryId: id, leadId, class: classOf(...written), ...obstaclesOf(...written) });
      }
      return compared;
    });
    return {
      version,
      comparedWith: live?.version ?? null,
      example: { before: shown(before), after: shown(after) },
      checked: items.length,
      counts: countsOf(items.map((item) => item.class)),
      items: worstFirst(items.filter((item) => item.class !== 'same')),
    };
  }

  #write(by: OutboundVersion | null, source: SourceLead): Written {
    return by ? this.adapters.writeBy(by, source) : { body: source.standardBody, contentType: CONTENT_TYPE };
  }
}

function obstaclesOf(before: Written, after: Written): Pick<PreviewItem, 'before' | 'after'> {
  return { before: obstacleOf(before), after: obstacleOf(after) };
}

function obstacleOf(written: Written): string | null {
  return 'obstacle' in written ? written.obstacle : null;
}

function shown(written: Written): Shown {
  if ('obstacle' in written) return { obstacle: written.obstacle };
  return { contentType: written.contentType, body: written.body.toString() };
}

function worstFirst(items: PreviewItem[]): PreviewItem[] {
  return items.sort((one, other) => PREVIEW_CLASSES.indexOf(one.class) - PREVIEW_CLASSES.indexOf(other.class));
}

function onlyOutbound(): DomainError {
  const sentence = 'This version reads what the partner sends: preview it on samples or receipts, not on deliveries.';
  return new DomainError('rejected', 'adapter_direction', sentence);
}
