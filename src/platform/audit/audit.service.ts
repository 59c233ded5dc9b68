import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/domain-error.js';
import { isUuid, newId } from '../../kernel/uuid.js';
import { Transaction, type Tx } from '../database/transaction.js';
import type { Actor } from './actor.js';
import { type AuditEntryView, type AuditFilter, AuditRepository } from './audit.repository.js';

export type { Actor } from './actor.js';
export type { AuditEntryView } from './audit.repository.js';

/** What somebody did. */
export type Deed = {
  /** The thing and what happened to it: `adapter.activated`. */
  readonly action: string;
  readonly subject: { readonly type: string; readonly id: string };
  /** What a reader needs to know beyond that; never personal data, never a secret. */
  readonly details?: object;
};

/** Keeps who did what and when. An entry commits with the change that it tells of, and stays as it is. */
@Injectable()
export class AuditService {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly entries: AuditRepository,
  ) {}

  async record(tx: Tx, actor: Actor, { action, subject, details = {} }: Deed): Promise<void> {
    const at = this.clock.now();
    await this.entries.add(tx, {
      id: newId(at),
      at,
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: actor.name,
      action,
      subjectType: subject.type,
      subjectId: subject.id,
      details,
    });
  }

  /** Newest first, those before the entry `before`. */
  search(filter: AuditFilter, before: string | null, limit: number): Promise<AuditEntryView[]> {
    return this.transaction.run((tx) => this.entries.search(tx, filter, before, limit));
  }

  /** @throws DomainError `audit_entry_not_found` */
  async find(id: string): Promise<AuditEntryView> {
    const found = isUuid(id) ? await this.transaction.run((tx) => this.entries.find(tx, id)) : null;
    if (!found) throw new DomainError('not_found', 'audit_entry_not_found', 'There is no audit entry with this id.');
    return found;
  }
}
