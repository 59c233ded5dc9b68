import { Injectable } from '@nestjs/common';
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

/** Builds what is sent: the standard body, or the partner's own by the adapter that is live. */
@Injectable()
export class ContentsService {
  constructor(
    private readonly leads: LeadsService,
    private readonly partners: PartnersService,
    private readonly adapters: OutboundAdaptersService,
    private readonly vault: DeliveryVault,
    private readonly deliveries: DeliveriesRepository,
  ) {}

  /** For a delivery that is becoming owed. */
  async build(deliveryId: string, lead: OutboundLead): Promise<Built> {
    const source = await this.#sourceOf(lead);
    return this.#sealed(deliveryId, source, await this.adapters.write(source));
  }

  /** Builds the body that a delivery was owed without, by what is live now, and keeps it. */
  async complete(tx: Tx, delivery: Delivery): Promise<Completed> {
    if (delivery.bodySealed !== null) return { delivery, obstacle: null };
    const source = await this.#sourceOf(await this.leads.outbound(tx, delivery.leadId));
    const { obstacle, ...content } = this.#sealed(delivery.id, source, await this.adapters.writeNow(source));
    if (obstacle === null) await this.deliveries.setContent(tx, delivery.id, content);
    return { delivery: { ...delivery, ...content }, obstacle };
  }

  async #sourceOf(lead: OutboundLead): Promise<SourceLead> {
    const { partnerId, environment, answers } = lead;
    const { slug, phoneRegion } = await this.partners.settings(partnerId);
    return { partnerId, environment, answers, phoneRegion, standardBody: standardBody({ ...lead, partnerSlug: slug }) };
  }

  #sealed(id: string, { standardBody: body }: SourceLead, mapped: MappedBody | null): Built {
    const adapterVersion = mapped?.version ?? null;
    const written = mapped ?? { body, contentType: CONTENT_TYPE };
    if ('obstacle' in written) return { ...NO_CONTENT, adapterVersion, obstacle: written.obstacle };
    const { contentType } = written;
    return { bodySealed: this.vault.sealBody(id, written.body), contentType, adapterVersion, obstacle: null };
  }
}
