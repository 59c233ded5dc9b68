import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import { isUuid, newId } from '../../kernel/uuid.js';
import { type Actor, AuditService } from '../../platform/audit/audit.service.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import type { Write } from '../../platform/database/write.js';
import { type OutboxEvent, OutboxService } from '../../platform/outbox/outbox.service.js';
import { JobHandlers } from '../../platform/queue/job-handlers.js';
import { type FoundBy, IntakeService } from '../intake/intake.service.js';
import { PartnersService } from '../partners/partners.service.js';
import { ExternalIdsRepository, type ScopedValue } from './external-ids.repository.js';
import type { Scope } from './identifiers.repository.js';
import { LeadsRepository } from './leads.repository.js';

export type { ScopedValue } from './external-ids.repository.js';

/** `source` is the receipt, attempt or person that it was learnt from. */
export type ExternalId = ScopedValue & { readonly leadId: string; readonly source: string };
export type StoppedId = Omit<ScopedValue, 'partnerId'> & { readonly createdAt: Date };
export type ExternalIdView = { readonly value: string; readonly source: string; readonly learntAt: Date };
/** `heldBy`: the other lead that it stands for. `stopped`: it stands for none. */
export type Linked = { readonly linked: boolean; readonly heldBy: string | null; readonly stopped: boolean };

/** Beside the lead that had it first: an id that a third lead claims is a constant. */
const CLAIMS_OF_A_CONSTANT = 2;
const SYSTEM: Actor = { kind: 'system', id: null, name: 'gateway' };

/**
 * Partners' own ids of leads. An id stays with the lead that had it first: what else it is said of is disputed, and an
 * operator decides. One that two more leads claim is the partner's constant, and stands for none from then on.
 */
@Injectable()
export class ExternalIdsService implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly outbox: OutboxService,
    private readonly handlers: JobHandlers,
    private readonly audit: AuditService,
    private readonly partners: PartnersService,
    private readonly intake: IntakeService,
    private readonly leads: LeadsRepository,
    private readonly ids: ExternalIdsRepository,
  ) {}

  onModuleInit(): void {
    this.handlers.register('leads.stop-constants', (ids) =>
      this.outbox.handleOnce(ids, (tx, events) => this.#stopConstants(tx, events)),
    );
  }

  /** Keeps an id for a lead, and has parked reports tried again; or that it is disputed. */
  async learn(tx: Tx, external: ExternalId): Promise<void> {
    const createdAt = this.clock.now();
    if (await this.ids.learn(tx, { ...external, createdAt })) {
      const { leadId, partnerId, environment } = external;
      await this.outbox.append(tx, [{ topic: 'lead.identified', data: { leadId, partnerId, environment } }]);
    } else if (await this.ids.dispute(tx, { ...external, createdAt, id: newId(createdAt) })) {
      await this.outbox.append(tx, [disputeOf(external)]);
    }
  }

  /** Keeps many at once and tells nobody, to be sent together with what else the transaction writes. */
  learning(externals: readonly ExternalId[]): Write | null {
    const createdAt = this.clock.now();
    return this.ids.learning(externals.map((external) => ({ ...external, createdAt })));
  }

  /** Keeps that ids were said of leads while others have them, likewise; `disputeOf` is the news. */
  disputing(externals: readonly ExternalId[]): Write | null {
    const createdAt = this.clock.now();
    return this.ids.disputing(externals.map((external) => ({ ...external, createdAt, id: newId(createdAt) })));
  }

  /** Oldest first. @throws DomainError `lead_not_found` */
  ofLead(leadId: string): Promise<ExternalIdView[]> {
    return this.transaction.run(async (tx) => {
      await this.#scopeOf(tx, leadId);
      const rows = await this.ids.ofLead(tx, leadId);
      return rows.map(({ value, source, createdAt }) => ({ value, source, learntAt: createdAt }));
    });
  }

  /**
   * Has an id stand for a lead, by hand. @throws DomainError `lead_not_found`, `lead_not_sent`, `external_id_taken`,
   * `external_id_stopped`
   */
  link(actor: Actor, leadId: string, value: string): Promise<void> {
    return this.transaction.run(async (tx) => {
      const scope = await this.#scopeOf(tx, leadId);
      const { linked, stopped } = await this.linkWithin(tx, actor, { ...scope, leadId, value });
      if (linked) return;
      throw stopped ? refusedAs('external_id_stopped', STOPPED) : refusedAs('external_id_taken', TAKEN);
    });
  }

  /** As `link`, in a transaction that does more; what is in the way is answered. */
  async linkWithin(tx: Tx, actor: Actor, { leadId, ...id }: Omit<ExternalId, 'source'>): Promise<Linked> {
    if (await this.ids.isStopped(tx, id)) return { linked: false, heldBy: null, stopped: true };
    const holder = await this.ids.holder(tx, id);
    if (holder) return { linked: holder.leadId === leadId, heldBy: holder.leadId, stopped: false };
    await this.ids.add(tx, { ...id, leadId, source: actor.kind, createdAt: this.clock.now() });
    await this.ids.settle(tx, id, this.clock.now());
    const { partnerId, environment, value } = id;
    await this.audit.record(tx, actor, {
      action: 'external_id.linked',
      subject: { type: 'lead', id: leadId },
      details: { partnerId, environment, value },
    });
    await this.outbox.append(tx, [{ topic: 'lead.identified', data: { leadId, partnerId, environment } }]);
    return { linked: true, heldBy: leadId, stopped: false };
  }

  /**
   * Takes an id from its lead. Answers the webhooks that found the lead by it: whoever takes a wrong id away must look at
   * what came through. @throws DomainError `lead_not_found`, `external_id_not_found`
   */
  unlink(actor: Actor, leadId: string, value: string, reason: string): Promise<FoundBy[]> {
    return this.transaction.run(async (tx) => {
      const id = { ...(await this.#scopeOf(tx, leadId)), value };
      if ((await this.ids.holder(tx, id))?.leadId !== leadId) {
        throw new DomainError('not_found', 'external_id_not_found', 'This lead has no such external id.');
      }
      return this.#remove(tx, actor, { id, leadId, action: 'external_id.unlinked', reason });
    });
  }

  /** Ids of a partner that stand for no lead, newest first, 500 at most. */
  stopped(partnerId: string): Promise<StoppedId[]> {
    return this.transaction.run((tx) => this.ids.stopped(tx, partnerId));
  }

  /** An id stands for a lead again: for the next one that is called by it. @throws DomainError `external_id_not_stopped` */
  release(actor: Actor, id: ScopedValue, reason: string): Promise<void> {
    return this.transaction.run(async (tx) => {
      if (!(await this.ids.release(tx, id))) {
        throw new DomainError('not_found', 'external_id_not_stopped', 'This id is not on the stop list.');
      }
      const subject = { type: 'partner', id: (await this.partners.settings(id.partnerId)).slug };
      await this.audit.record(tx, actor, { action: 'external_id.released', subject, details: { ...id, reason } });
    });
  }

  /** Takes an id from the lead that has it, if it is another, and has it stand for this one. */
  async move(tx: Tx, actor: Actor, id: ScopedValue, leadId: string): Promise<void> {
    const holder = await this.ids.holder(tx, id);
    if (holder && holder.leadId !== leadId) {
      const reason = 'It was found to belong to another lead.';
      await this.#remove(tx, actor, { id, leadId: holder.leadId, action: 'external_id.unlinked', reason });
    }
    await this.linkWithin(tx, actor, { ...id, leadId });
    await this.ids.settle(tx, id, this.clock.now());
  }

  /** Whether a lead was sent to a partner, so that the partner can mean it. */
  wasSent(tx: Tx, scope: Scope, leadId: string): Promise<boolean> {
    return this.ids.wasSent(tx, scope, leadId);
  }

  async #stopConstants(tx: Tx, events: readonly OutboxEvent[]): Promise<void> {
    for (const { data } of events) await this.#stopConstant(tx, data as ScopedValue);
  }

  async #stopConstant(tx: Tx, { partnerId, environment, value }: ScopedValue): Promise<void> {
    const id = { partnerId, environment, value };
    if ((await this.ids.claimants(tx, id)).length < CLAIMS_OF_A_CONSTANT) return;
    const now = this.clock.now();
    const holder = await this.ids.holder(tx, id);
    await this.ids.stop(tx, id, now);
    await this.ids.settle(tx, id, now);
    if (!holder) return;
    const reason = 'It was said of too many leads.';
    await this.#remove(tx, SYSTEM, { id, leadId: holder.leadId, action: 'external_id.stopped', reason });
  }

  async #remove(tx: Tx, actor: Actor, taken: Taken): Promise<FoundBy[]> {
    const { id, leadId, action, reason } = taken;
    const updates = await this.intake.foundBy(tx, leadId, id.value);
    await this.ids.remove(tx, id);
    const details = { ...id, reason, receiptIds: updates.map((update) => update.id) };
    await this.audit.record(tx, actor, { action, subject: { type: 'lead', id: leadId }, details });
    return updates;
  }

  /** Whose lead it is. */
  async #scopeOf(tx: Tx, leadId: string): Promise<Scope> {
    const lead = isUuid(leadId) ? await this.leads.find(tx, leadId) : null;
    if (!lead) throw new DomainError('not_found', 'lead_not_found', 'There is no lead with this id.');
    const { partnerId, environment } = lead;
    if (partnerId === null || !(await this.ids.wasSent(tx, { partnerId, environment }, leadId))) {
      throw refusedAs('lead_not_sent', 'No partner was sent this lead, so none can name it.');
    }
    return { partnerId, environment };
  }
}

type Taken = {
  readonly id: ScopedValue;
  readonly leadId: string;
  readonly action: string;
  readonly reason: string;
};

/** The news that an id was said of a second lead. */
export function disputeOf({ partnerId, environment, value }: ScopedValue) {
  return { topic: 'lead.external_id_disputed', data: { partnerId, environment, value } };
}

const TAKEN = 'This id stands for another lead. Take it from that lead first.';
const STOPPED = 'This id was said of many leads, so it stands for none. Take it off the stop list first.';

function refusedAs(code: string, sentence: string): DomainError {
  return new DomainError('conflict', code, sentence);
}
