import { Injectable } from '@nestjs/common';
import { Not } from 'typeorm';
import type { Tx } from '../../platform/database/transaction.js';
import {
  CanonicalStatusRow,
  DeclaredStatusRow,
  DefaultStatusRow,
  StatusMappingRow,
} from './canonical-status.entity.js';
import type { DeclaredStatus } from './declared-statuses.domain.js';
import type { CanonicalStatus } from './status-catalogue.domain.js';
import type { StatusMapEntry } from './status-map.domain.js';

type DefaultStatus = { readonly statusKey: string; readonly rawStatus: string; readonly canonical: string };
export type StatusRow = CanonicalStatus & { readonly documented: boolean };

/** Storage of canonical statuses and of what raw statuses mean. */
@Injectable()
export class LifecycleRepository {
  /** In the order of the lifecycle. */
  statuses(tx: Tx): Promise<StatusRow[]> {
    return tx.getRepository(CanonicalStatusRow).find({ order: { stage: 'ASC', code: 'ASC' } });
  }

  defaults(tx: Tx): Promise<DefaultStatus[]> {
    return tx.getRepository(DefaultStatusRow).find({ order: { rawStatus: 'ASC' } });
  }

  /** The defaults that hold for a partner: none when it has them switched off. */
  defaultsFor(tx: Tx, partnerId: string): Promise<DefaultStatus[]> {
    return tx.query<DefaultStatus[]>(
      `select d.status_key as "statusKey", d.raw_status as "rawStatus", d.canonical from default_status d
       where exists (select 1 from partner where id = $1 and use_default_statuses)`,
      [partnerId],
    );
  }

  partnerMap(tx: Tx, partnerId: string): Promise<StatusMapEntry[]> {
    return tx.getRepository(StatusMappingRow).find({ where: { partnerId }, order: { rawStatus: 'ASC' } });
  }

  /** Adds the status, or changes the one with its code, which stays documented if it was. */
  async put(tx: Tx, status: CanonicalStatus): Promise<void> {
    const { code, label, meaning, stage, terminal, notify, pushText, alsoFrom, active } = status;
    await tx.query(
      `insert into canonical_status (code, label, meaning, stage, terminal, notify, push_text, also_from, active)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (code) do update set label = excluded.label, meaning = excluded.meaning, stage = excluded.stage,
         terminal = excluded.terminal, notify = excluded.notify, push_text = excluded.push_text,
         also_from = excluded.also_from, active = excluded.active`,
      [code, label, meaning, stage, terminal, notify, pushText, alsoFrom, active],
    );
  }

  /** Until commit nobody else changes what raw statuses mean by default. */
  async lockDefaults(tx: Tx): Promise<void> {
    await tx.query('lock table default_status in share row exclusive mode');
  }

  /** Of these keys, those that stand for another status by default. */
  async keysOfOthers(tx: Tx, code: string): Promise<Set<string>> {
    const rows = await tx.getRepository(DefaultStatusRow).findBy({ canonical: Not(code) });
    return new Set(rows.map(({ statusKey }) => statusKey));
  }

  /** Replaces the raw statuses that stand for `code` by default. */
  async replaceDefaults(tx: Tx, code: string, raws: readonly Omit<DefaultStatus, 'canonical'>[]): Promise<void> {
    await tx.getRepository(DefaultStatusRow).delete({ canonical: code });
    if (raws.length > 0)
      await tx.getRepository(DefaultStatusRow).insert(raws.map((raw) => ({ ...raw, canonical: code })));
  }

  /** Adds entries, or changes those of the same keys; the others stay. */
  async putPartnerMap(tx: Tx, partnerId: string, entries: readonly StatusMapEntry[]): Promise<void> {
    await tx.query(
      `insert into status_mapping (partner_id, status_key, raw_status, canonical)
       select $1, * from unnest($2::text[], $3::text[], $4::text[])
       on conflict (partner_id, status_key) do update set raw_status = excluded.raw_status, canonical = excluded.canonical`,
      [
        partnerId,
        entries.map(({ statusKey }) => statusKey),
        entries.map(({ rawStatus }) => rawStatus),
        entries.map(({ canonical }) => canonical),
      ],
    );
  }

  /** What it was; null when the map does not hold the key. */
  async removeFromPartnerMap(tx: Tx, partnerId: string, statusKey: string): Promise<StatusMapEntry | null> {
    const entry = await tx.getRepository(StatusMappingRow).findOneBy({ partnerId, statusKey });
    if (entry) await tx.getRepository(StatusMappingRow).delete({ partnerId, statusKey });
    return entry;
  }

  /** In the order of their keys, as they were given. */
  async declaredStatuses(tx: Tx, partnerId: string): Promise<string[]> {
    const order = { statusKey: 'ASC' } as const;
    const rows = await tx.getRepository(DeclaredStatusRow).find({ where: { partnerId }, order });
    return rows.map(({ rawStatus }) => rawStatus);
  }

  /** Replaces the whole list; two replacements of one partner's list happen one after the other. */
  async replaceDeclared(tx: Tx, partnerId: string, statuses: readonly DeclaredStatus[]): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`declared_status|${partnerId}`]);
    await tx.getRepository(DeclaredStatusRow).delete({ partnerId });
    await tx.query(
      'insert into declared_status (partner_id, status_key, raw_status) select $1, * from unnest($2::text[], $3::text[])',
      [partnerId, statuses.map(({ statusKey }) => statusKey), statuses.map(({ rawStatus }) => rawStatus)],
    );
  }
}
