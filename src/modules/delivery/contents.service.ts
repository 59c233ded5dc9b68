import { Injectable, Logger } from '@nestjs/common';
import type { Tx } from '../../platform/database/transaction.js';
import { type MappedBody, OutboundAdaptersService, type SourceLead } from '../adapters/outbound-adapters.service.js';
import { LeadsService, type OutboundLead } from '../leads/leads.service.js';
import { PartnersService } from '../partners/partners.service.js';
import { type Content, DeliveriesRepository, type Delivery, NO_CONTENT } from './deliveries.repository.js';
import { DeliveryVault } from './delivery-vault.js';
import { CONTENT_TYPE, standardBody } from './outgoing-request.domain.js';

/** `obstacle` is the reason code when there is no body, else null. */
export type Built = Content & { readonly obstacle: string | null };
/** The delivery with its body, if nothing stands in the way. */
export type Completed = { readonly delivery: Delivery; readonly obstacle: string | null };

/** All that a partner is told, and whose it is. */
export type LeadToWrite = Omit<OutboundLead, 'userId'>;
type Named = { readonly deliveryId: string; readonly leadId: string; readonly partnerId: string };

/** Builds what is sent: the standard body, or the partner's own by the adapter that is live. */
@Injectable()
export class ContentsService {
  readonly #logger = new Logger('delivery');

  constructor(
    private readonly leads: LeadsService,
    private readonly partners: PartnersService,
    private readonly adapters: OutboundAdaptersService,
    private readonly vault: DeliveryVault,
    private readonly deliveries: DeliveriesRepository,
  ) {}

  /** For a delivery that is becoming owed. */
  async build(deliveryId: string, lead: OutboundLead): Promise<Built> {
    const source = await this.source(lead);
    return this.#sealed(
      { deliveryId, leadId: lead.id, partnerId: lead.partnerId },
      source,
      await this.adapters.write(source),
    );
  }

  /** Builds the body that a delivery was owed without, by what is live now, and keeps it. */
  async complete(tx: Tx, delivery: Delivery): Promise<Completed> {
    if (delivery.bodySealed !== null) return { delivery, obstacle: null };
    const { id: deliveryId, leadId, partnerId } = delivery;
    const source = await this.source(await this.leads.outbound(tx, leadId));
    const mapped = await this.adapters.writeNow(source);
    const { obstacle, ...content } = this.#sealed({ deliveryId, leadId, partnerId }, source, mapped);
    if (obstacle === null) await this.deliveries.setContent(tx, deliveryId, content);
    return { delivery: { ...delivery, ...content }, obstacle };
  }

  /** What an adapter sees of the lead, the standard body within. */
  async source(lead: LeadToWrite): Promise<SourceLead> {
    const { partnerId, environment, answers } = lead;
    const { slug, phoneRegion } = await this.partners.settings(partnerId);
    return { partnerId, environment, answers, phoneRegion, standardBody: standardBody({ ...lead, partnerSlug: slug }) };
  }

  #sealed(delivery: Named, { standardBody: body }: SourceLead, mapped: MappedBody | null): Built {
    const adapterVersion = mapped?.version ?? null;
    const written = mapped ?? { body, contentType: CONTENT_TYPE };
    if ('obstacle' in written) {
      const { obstacle } = written;
      this.#logger.warn({ event: 'delivery.not_written', ...delivery, adapterVersion, reason: obstacle });
      return { ...NO_CONTENT, adapterVersion, obstacle };
    }
    const bodySealed = this.vault.sealBody(delivery.deliveryId, written.body);
    return { bodySealed, contentType: written.contentType, adapterVersion, obstacle: null };
  }
}
