import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { AdapterVersionsService } from '../adapters/adapter-versions.service.js';
import { LiveAdaptersService } from '../adapters/live-adapters.service.js';
import { CaseCodesService } from '../cases/case-codes.service.js';
import { CasesService } from '../cases/cases.service.js';
import { DeliveryService } from '../delivery/delivery.service.js';
import { IntakeService } from '../intake/intake.service.js';
import { AccessTokensService } from '../partners/access-tokens.service.js';
import type { EndpointView, PartnerView } from '../partners/partners.service.js';
import type { Facts } from './checklist.domain.js';
import { DeclaredMeaningsService } from './declared-meanings.service.js';

export type PartnerWithEndpoints = PartnerView & { readonly endpoints: readonly EndpointView[] };

/** Updates looked at: one that worked long ago says little about today. */
const LAST_UPDATES = 50;

/** Finds out how far a partner is. */
@Injectable()
export class ChecklistFactsService {
  constructor(
    private readonly clock: Clock,
    private readonly intake: IntakeService,
    private readonly accessTokens: AccessTokensService,
    private readonly cases: CasesService,
    private readonly caseCodes: CaseCodesService,
    private readonly meanings: DeclaredMeaningsService,
    private readonly adapters: LiveAdaptersService,
    private readonly versions: AdapterVersionsService,
    private readonly deliveries: DeliveryService,
  ) {}

  async of(partner: PartnerWithEndpoints): Promise<Facts> {
    const { id, slug, active, contacts, endpoints } = partner;
    return {
      slug,
      active,
      contacts,
      endpoints,
      testAttempts: await this.#testAttempts(partner),
      tokens: await this.#tokens(slug),
      format: await this.#format(id),
      statuses: await this.meanings.of(id),
      massTorts: (await this.cases.casesOfPartner(id)).filter((one) => one.active).map(({ massTort }) => massTort),
      unresolvedCodes: await this.caseCodes.unresolved(id),
      testUpdates: await this.intake.search({ partnerId: id, environment: 'sandbox' }, null, LAST_UPDATES),
    };
  }

  async #testAttempts({ id, endpoints }: PartnerWithEndpoints): Promise<Facts['testAttempts']> {
    const sandbox = endpoints.find(({ environment }) => environment === 'sandbox');
    return sandbox ? this.deliveries.testAttempts(id, sandbox.updatedAt) : [];
  }

  async #tokens(slug: string): Promise<Facts['tokens']> {
    const now = this.clock.now();
    const inForce = (await this.accessTokens.list(slug)).filter(
      ({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt === null || expiresAt > now),
    );
    return new Set(inForce.map(({ environment }) => environment));
  }

  async #format(partnerId: string): Promise<Facts['format']> {
    const live = await this.adapters.inboundNow(partnerId, 'live');
    const { total } = await this.versions.list({ partnerId, direction: 'inbound' }, null, 1);
    return { liveVersion: live?.version ?? null, hasDraft: total > 0 };
  }
}
