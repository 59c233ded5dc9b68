import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import { newId } from '../../kernel/uuid.js';
import { Idempotency } from '../../platform/database/idempotency.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { bodyInvalid } from '../../platform/validation/parse-dto.js';
import { CasesService } from '../cases/cases.service.js';
import { PartnersService } from '../partners/partners.service.js';
import type { CreateLeadDto } from './lead.dto.js';
import type { LeadRow } from './lead.entity.js';
import { LeadRoutingService } from './lead-routing.service.js';
import { LeadVault } from './lead-vault.js';
import { LeadsRepository } from './leads.repository.js';
import { personOf } from './person.domain.js';
import { TimelineService } from './timeline.service.js';

/** The answer to a lead that was taken; a repeat gets the same. */
export type AcceptedLead = {
  readonly id: string;
  readonly state: 'routed' | 'unrouted';
  readonly userId: string;
  readonly environment: 'live' | 'sandbox';
  readonly massTort: { readonly slug: string; readonly name: string };
  readonly partner: { readonly slug: string } | null;
  /** ISO 8601 */
  readonly createdAt: string;
};

/** Takes leads in: keeps them, routes them, and owes them to the partner, in one transaction. */
@Injectable()
export class LeadIntakeService {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly idempotency: Idempotency,
    private readonly cases: CasesService,
    private readonly partners: PartnersService,
    private readonly routing: LeadRoutingService,
    private readonly vault: LeadVault,
    private readonly leads: LeadsRepository,
    private readonly timeline: TimelineService,
  ) {}

  /**
   * Keeps a lead; with a key, a repeat answers as the first time. A lead that no partner takes now stays `unrouted` and
   * is routed as soon as one fits.
   * @throws DomainError `mass_tort_unknown`, `partner_unknown`, `partner_not_live`, `idempotency_key_reused`
   */
  accept(lead: CreateLeadDto, idempotencyKey: string | undefined): Promise<AcceptedLead> {
    return this.transaction.run((tx) => {
      if (idempotencyKey === undefined) return this.#accept(tx, lead);
      const call = { scope: 'leads', key: idempotencyKey, request: lead };
      return this.idempotency.once(tx, call, () => this.#accept(tx, lead));
    });
  }

  async #accept(tx: Tx, given: CreateLeadDto): Promise<AcceptedLead> {
    const massTort = await this.cases.massTort(given.massTort);
    if (!massTort?.active)
      throw unknownValue('mass_tort_unknown', 'massTort', 'No active mass tort has this slug or name.');
    const requested = given.partner === undefined ? null : await this.#partner(tx, given.partner, given.environment);
    const now = this.clock.now();
    if (isAfter(given.contact.dateOfBirth, now)) throw bornLater();
    const row = this.#rowOf(given, massTort.id, requested?.id ?? null, now);
    await this.leads.add(tx, row);
    await this.timeline.append(tx, [{ leadId: row.id, type: 'lead.created', at: now, applied: true }]);
    const partnerId = await this.routing.route(tx, row);
    const partner = partnerId === null ? null : { slug: (await this.partners.settings(partnerId)).slug };
    return {
      id: row.id,
      state: partner ? 'routed' : 'unrouted',
      userId: row.userId,
      environment: row.environment,
      massTort: { slug: massTort.slug, name: massTort.name },
      partner,
      createdAt: now.toISOString(),
    };
  }

  async #partner(tx: Tx, slug: string, environment: CreateLeadDto['environment']): Promise<{ id: string }> {
    const partner = await this.partners.bySlug(tx, slug);
    if (!partner?.active) throw unknownValue('partner_unknown', 'partner', 'No active partner has this slug.');
    if (environment === 'live' && partner.liveAt === null)
      throw unknownValue('partner_not_live', 'partner', 'This partner is not live yet: it takes sandbox leads only.');
    return partner;
  }

  #rowOf(given: CreateLeadDto, massTortId: string, requestedPartnerId: string | null, now: Date): LeadRow {
    const id = newId(now);
    return {
      id,
      userId: given.userId,
      environment: given.environment,
      state: 'unrouted',
      massTortId,
      requestedPartnerId,
      partnerId: null,
      status: null,
      statusAt: null,
      usState: given.contact.state,
      personSealed: this.vault.sealPerson(id, personOf(given.contact)),
      answersSealed: this.vault.sealAnswers(id, given.answers),
      source: given.source,
      submittedAt: given.submittedAt === undefined ? now : new Date(given.submittedAt),
      createdAt: now,
      routedAt: null,
    };
  }
}

function isAfter(day: string | undefined, now: Date): boolean {
  return day !== undefined && day > now.toISOString().slice(0, 10);
}

function bornLater(): DomainError {
  const path = 'contact.dateOfBirth';
  return bodyInvalid([{ path, message: 'dateOfBirth must be a past date such as 1985-03-15' }]);
}

function unknownValue(code: string, path: string, message: string): DomainError {
  return new DomainError('rejected', code, message, { issues: [{ path, message }] });
}
