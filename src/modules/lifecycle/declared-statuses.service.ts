import { Injectable } from '@nestjs/common';
import { type Actor, AuditService } from '../../platform/audit/audit.service.js';
import { Transaction } from '../../platform/database/transaction.js';
import { bodyInvalid } from '../../platform/validation/parse-dto.js';
import { readDeclaredStatuses } from './declared-statuses.domain.js';
import { LifecycleRepository } from './lifecycle.repository.js';

/** The raw statuses that partners say they will send: each should mean something before the first one comes. */
@Injectable()
export class DeclaredStatusesService {
  constructor(
    private readonly transaction: Transaction,
    private readonly audit: AuditService,
    private readonly lifecycle: LifecycleRepository,
  ) {}

  /** As they were given, `Status | Sub-status` with a sub-status. */
  list(partnerId: string): Promise<string[]> {
    return this.transaction.run((tx) => this.lifecycle.declaredStatuses(tx, partnerId));
  }

  /** Replaces the whole list. @throws DomainError `body_invalid` */
  put(actor: Actor, partner: { readonly id: string; readonly slug: string }, list: unknown): Promise<string[]> {
    const { statuses, issues } = readDeclaredStatuses(list);
    if (issues.length > 0) throw bodyInvalid([...issues]);
    return this.transaction.run(async (tx) => {
      await this.lifecycle.replaceDeclared(tx, partner.id, statuses);
      const subject = { type: 'partner', id: partner.slug };
      const details = { statuses: statuses.map(({ rawStatus }) => rawStatus) };
      await this.audit.record(tx, actor, { action: 'declared_statuses.changed', subject, details });
      return this.lifecycle.declaredStatuses(tx, partner.id);
    });
  }
}
