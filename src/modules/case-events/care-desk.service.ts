import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import { isUuid } from '../../kernel/uuid.js';
import { type Actor, AuditService } from '../../platform/audit/audit.service.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { LeadsService } from '../leads/leads.service.js';
import { CasePaymentsService } from '../payments/case-payments.service.js';
import { CareCasesRepository } from './care-cases.repository.js';
import { CareEventsRepository } from './care-events.repository.js';
import { bodyPlace, CareVault } from './care-vault.js';

/** What an event said, as it came. */
export type RevealedEvent = { readonly eventId: string; readonly bodyBytes: number; readonly body: string };

/** What people do about cases: say whose one is, and look at what an event said. Both are on record first. */
@Injectable()
export class CareDeskService {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly audit: AuditService,
    private readonly leads: LeadsService,
    private readonly payments: CasePaymentsService,
    private readonly vault: CareVault,
    private readonly cases: CareCasesRepository,
    private readonly events: CareEventsRepository,
  ) {}

  /**
   * Gives a case and its payments to a lead and its user. Said again it is the same; nobody is told of what was before.
   * @throws DomainError `care_case_not_found`, `lead_not_found`, `care_case_linked` when it is another lead's
   */
  link(actor: Actor, id: string, leadId: string, reason: string): Promise<void> {
    return this.transaction.run((tx) => this.#link(tx, actor, { id, leadId, reason }));
  }

  async #link(tx: Tx, actor: Actor, { id, leadId, reason }: { id: string; leadId: string; reason: string }) {
    const row = isUuid(id) ? await this.cases.holdById(tx, id) : null;
    if (!row) throw new DomainError('not_found', 'care_case_not_found', 'There is no case with this id.');
    if (row.leadId === leadId) return;
    if (row.leadId !== null) throw linkedElsewhere(row.leadId);
    const lead = (await this.leads.summaries(tx, [leadId])).get(leadId);
    if (!lead) throw new DomainError('not_found', 'lead_not_found', 'There is no lead with this id.');
    const now = this.clock.now();
    const owner = { userId: lead.userId, leadId, linkedAt: now, linkedBy: actor.name };
    await this.cases.link(tx, id, { ...owner, told: row.told, updatedAt: now });
    const events = await this.events.ofCase(tx, id);
    const paymentIds = [...new Set(events.flatMap(({ paymentId }) => paymentId ?? []))];
    await this.payments.link(tx, paymentIds, { userId: lead.userId, leadId }, now);
    const details = { leadId, reason, payments: paymentIds.length };
    await this.audit.record(tx, actor, { action: 'care_case.linked', subject: { type: 'care_case', id }, details });
  }

  /**
   * The whole of it is health data, so who looked, and why, is on record before anything is shown.
   * @throws DomainError `care_event_not_found`, `care_event_erased` when it was kept long enough
   */
  async reveal(actor: Actor, eventId: string, reason: string): Promise<RevealedEvent> {
    const found = await this.transaction.run((tx) => this.#body(tx, eventId));
    const { sealed, bodyBytes } = found;
    const opened = this.vault.open(sealed, 'care_body', eventId, sealed.bodySealed, bodyPlace(eventId));
    const deed = { action: 'care_event.revealed', subject: { type: 'care_event', id: eventId }, details: { reason } };
    await this.transaction.run((tx) => this.audit.record(tx, actor, deed));
    return { eventId, bodyBytes, body: opened.toString() };
  }

  async #body(tx: Tx, eventId: string) {
    const event = isUuid(eventId) ? await this.events.find(tx, eventId) : null;
    if (!event) throw new DomainError('not_found', 'care_event_not_found', 'There is no event with this id.');
    const sealed = await this.events.body(tx, eventId);
    if (!sealed) {
      throw new DomainError(
        'conflict',
        'care_event_erased',
        'What this event said was kept long enough and is destroyed.',
      );
    }
    return { sealed, bodyBytes: event.bodyBytes };
  }
}

function linkedElsewhere(leadId: string): DomainError {
  return new DomainError('conflict', 'care_case_linked', `This case belongs to the lead ${leadId}.`);
}
