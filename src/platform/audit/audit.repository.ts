import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/transaction.js';
import { AuditEntryRow } from './audit-entry.entity.js';

export type AuditFilter = {
  readonly action?: string;
  readonly actorId?: string;
  readonly subjectType?: string;
  readonly subjectId?: string;
};
export type AuditEntryView = Readonly<AuditEntryRow>;

/** Storage of audit entries: added and read, nothing else. */
@Injectable()
export class AuditRepository {
  async add(tx: Tx, entry: AuditEntryView): Promise<void> {
    await tx.getRepository(AuditEntryRow).insert(entry);
  }

  find(tx: Tx, id: string): Promise<AuditEntryView | null> {
    return tx.getRepository(AuditEntryRow).findOneBy({ id });
  }

  /** Newest first, those before `before`. */
  search(tx: Tx, filter: AuditFilter, before: string | null, limit: number): Promise<AuditEntryView[]> {
    const query = tx.createQueryBuilder(AuditEntryRow, 'entry').orderBy('entry.id', 'DESC').limit(limit);
    for (const [property, value] of Object.entries(filter)) {
      query.andWhere(`entry.${property} = :${property}`, { [property]: value });
    }
    if (before !== null) query.andWhere('entry.id < :before', { before });
    return query.getMany();
  }
}
