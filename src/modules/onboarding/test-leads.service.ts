import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { type Actor, AuditService } from '../../platform/audit/audit.service.js';
import { Transaction } from '../../platform/database/transaction.js';
import { CasesService } from '../cases/cases.service.js';
import { type DeliveryDetail, DeliveryService } from '../delivery/delivery.service.js';
import { LeadIntakeService } from '../leads/lead-intake.service.js';
import { PartnersService } from '../partners/partners.service.js';
import { testContact } from './test-lead.domain.js';

type Asked = { readonly massTort?: string; readonly waitSeconds: number };
/** What came of a test lead. */
export type TestLead = {
  readonly leadId: string;
  /** False: nothing came of it within the time; the delivery goes on. */
  readonly settled: boolean;
  /** Null when it was not even due within the time. */
  readonly delivery: DeliveryDetail | null;
};

const LOOK_EVERY_MS = 100;
const SERIALS = 100_000_000;
const USER = 'test-lead';
const SOURCE = 'test_lead';

/** Sends leads of invented people to partners, on the way that all leads go. */
@Injectable()
export class TestLeadsService implements OnModuleDestroy {
  readonly #stopping = new AbortController();

  constructor(
    private readonly transaction: Transaction,
    private readonly audit: AuditService,
    private readonly partners: PartnersService,
    private readonly cases: CasesService,
    private readonly leads: LeadIntakeService,
    private readonly deliveries: DeliveryService,
  ) {}

  /** Whoever waits is told what is known by now. */
  onModuleDestroy(): void {
    this.#stopping.abort();
  }

  /**
   * Sends one to the sandbox endpoint and waits for its first attempt, `waitSeconds` at most.
   * @throws DomainError `partner_not_found`, `partner_inactive`, `endpoint_missing`, `endpoint_disabled`,
   *   `partner_has_no_case`, `mass_tort_unknown`
   */
  async send(actor: Actor, slug: string, { massTort: asked, waitSeconds }: Asked): Promise<TestLead> {
    await this.#refuseUnsendable(slug);
    const massTort = asked ?? (await this.#massTortOf(slug));
    const contact = testContact(randomInt(SERIALS));
    const lead = { userId: USER, massTort, contact, answers: {}, source: SOURCE };
    const { id: leadId } = await this.leads.accept({ ...lead, partner: slug, environment: 'sandbox' }, undefined);
    const deed = { action: 'test_lead.sent', subject: { type: 'partner', id: slug }, details: { leadId, massTort } };
    await this.transaction.run((tx) => this.audit.record(tx, actor, deed));
    return this.#outcome(leadId, waitSeconds * 1_000);
  }

  async #refuseUnsendable(slug: string): Promise<void> {
    const { active, endpoints } = await this.partners.find(slug);
    const endpoint = endpoints.find(({ environment }) => environment === 'sandbox');
    if (!active) throw refused('partner_inactive', 'The partner is switched off. Make it active first.');
    if (!endpoint) throw refused('endpoint_missing', 'The partner has no sandbox endpoint. Save one first.');
    if (endpoint.disabledAt)
      throw refused('endpoint_disabled', 'The sandbox endpoint is disabled. Save it again, which enables it.');
  }

  async #massTortOf(slug: string): Promise<string> {
    const { id } = await this.partners.find(slug);
    const taken = (await this.cases.casesOfPartner(id)).find(({ active }) => active);
    if (!taken)
      throw refused('partner_has_no_case', 'The partner takes no mass tort. Give it one, or name a massTort.');
    return taken.massTort;
  }

  async #outcome(leadId: string, waitMs: number): Promise<TestLead> {
    const until = performance.now() + waitMs;
    for (;;) {
      const [found] = await this.deliveries.search({ leadId }, null, 1);
      const settled = found !== undefined && found.state !== 'waiting';
      const isOver = settled || performance.now() >= until || this.#stopping.signal.aborted;
      if (isOver) return { leadId, settled, delivery: found ? await this.deliveries.find(found.id) : null };
      await delay(LOOK_EVERY_MS, undefined, { signal: this.#stopping.signal }).catch(ignored);
    }
  }
}

/** This process stops; the loop sees it. */
function ignored(): void {}

function refused(code: string, sentence: string): DomainError {
  return new DomainError('conflict', code, sentence);
}
