import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import type { Actor } from '../../platform/audit/audit.service.js';
import type { Tx } from '../../platform/database/transaction.js';
import { type CountedDisputes, type Dispute, ExternalIdDisputesRepository } from './external-id-disputes.repository.js';
import { ExternalIdsService } from './external-ids.service.js';
import type { Scope } from './identifiers.repository.js';

export type { CountedDisputes, Dispute } from './external-id-disputes.repository.js';

/** Ids that a partner said of two leads, for an operator to decide. */
@Injectable()
export class ExternalIdDisputesService {
  constructor(
    private readonly clock: Clock,
    private readonly ids: ExternalIdsService,
    private readonly disputes: ExternalIdDisputesRepository,
  ) {}

  groups(tx: Tx, scope: Partial<Scope>): Promise<CountedDisputes[]> {
    return this.disputes.groups(tx, scope);
  }

  /** Newest first, those before the dispute `before`. */
  list(tx: Tx, scope: Scope, before: string | null, limit: number): Promise<Dispute[]> {
    return this.disputes.list(tx, scope, before, limit);
  }

  /** Ids that this lead is called by, too, while they stand for another. */
  ofLead(tx: Tx, leadId: string): Promise<Dispute[]> {
    return this.disputes.ofLead(tx, leadId);
  }

  /** One that waits, held until commit; null when nobody has to decide it. */
  hold(tx: Tx, id: string): Promise<Dispute | null> {
    return this.disputes.hold(tx, id);
  }

  /** The id belongs to this lead, one of the two: it is taken from the other if that has it. */
  async decide(tx: Tx, actor: Actor, { partnerId, environment, value }: Dispute, leadId: string): Promise<void> {
    await this.ids.move(tx, actor, { partnerId, environment, value }, leadId);
  }

  /** The id stays where it is. */
  async dismiss(tx: Tx, { id }: Pick<Dispute, 'id'>): Promise<void> {
    await this.disputes.settle(tx, id, this.clock.now());
  }

  /** All of a scope; answers how many there were. */
  dismissAll(tx: Tx, scope: Scope): Promise<number> {
    return this.disputes.settleAll(tx, scope, this.clock.now());
  }
}
