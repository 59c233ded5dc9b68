import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import type { Tx } from '../../platform/database/transaction.js';
import type { SealedEndpoint } from './endpoint.domain.js';
import { EndpointRow, PartnerRow } from './partner.entity.js';

type Which = Pick<EndpointRow, 'partnerId' | 'environment'>;

/** Storage of endpoints: at most one a partner and environment. */
@Injectable()
export class EndpointsRepository {
  async add(tx: Tx, endpoint: SealedEndpoint): Promise<void> {
    await tx.getRepository(EndpointRow).insert(endpoint);
  }

  async change(tx: Tx, { id, ...endpoint }: SealedEndpoint): Promise<void> {
    await tx.getRepository(EndpointRow).update({ id }, endpoint);
  }

  find(tx: Tx, { partnerId, environment }: Which): Promise<SealedEndpoint | null> {
    return tx.getRepository(EndpointRow).findOneBy({ partnerId, environment });
  }

  /** As `find`, for a partner that is active, and live where its live endpoint is asked for. */
  findOfActive(tx: Tx, which: Which): Promise<SealedEndpoint | null> {
    return ofActivePartners(tx)
      .where('endpoint.partnerId = :partnerId and endpoint.environment = :environment', which)
      .getOne();
  }

  ofPartner(tx: Tx, partnerId: string): Promise<SealedEndpoint[]> {
    return tx.getRepository(EndpointRow).find({ where: { partnerId }, order: { environment: 'ASC' } });
  }

  /** The first reason stays. */
  async disable(tx: Tx, which: Which, disabledReason: string, disabledAt: Date): Promise<void> {
    const { partnerId, environment } = which;
    await tx
      .getRepository(EndpointRow)
      .update({ partnerId, environment, disabledAt: IsNull() }, { disabledAt, disabledReason });
  }

  /** Those of `partnerIds` that are active, live for leads of people, and have an endpoint which is not disabled. */
  async usableOf(tx: Tx, partnerIds: readonly string[], environment: 'live' | 'sandbox'): Promise<string[]> {
    if (partnerIds.length === 0) return [];
    const usable = await ofActivePartners(tx)
      .where('endpoint.partnerId in (:...partnerIds) and endpoint.environment = :environment', {
        partnerIds,
        environment,
      })
      .andWhere('endpoint.disabledAt is null')
      .getMany();
    return usable.map(({ partnerId }) => partnerId);
  }
}

function ofActivePartners(tx: Tx) {
  const query = tx.createQueryBuilder(EndpointRow, 'endpoint');
  const inUse = "partner.active and (endpoint.environment = 'sandbox' or partner.liveAt is not null)";
  return query.innerJoin(PartnerRow, 'partner', `partner.id = endpoint.partnerId and ${inUse}`);
}
