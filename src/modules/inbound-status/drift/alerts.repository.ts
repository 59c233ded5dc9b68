import { Injectable } from '@nestjs/common';
import { In, IsNull, Not } from 'typeorm';
import { newId } from '../../../kernel/uuid.js';
import { BulkInsert } from '../../../platform/database/bulk-insert.js';
import type { Tx } from '../../../platform/database/transaction.js';
import type { Write } from '../../../platform/database/write.js';
import { AlertRow } from './drift.entity.js';
import type { Sighting } from './drift-signal.domain.js';

export type Alert = Readonly<AlertRow>;
/** What an alert is about. */
export type AlertScope =
  | { readonly partnerId: string; readonly environment: 'live' | 'sandbox' }
  | { readonly accountId: string };
export const ALERT_STATES = ['open', 'over', 'acknowledged'] as const;
export type AlertState = (typeof ALERT_STATES)[number];
/** A member that is absent filters nothing. */
export type AlertFilter = {
  readonly partnerId?: string;
  readonly environment?: 'live' | 'sandbox';
  readonly accountId?: string;
  readonly signal?: string;
  readonly state?: AlertState;
};

const NOBODY = { partnerId: null, environment: null, accountId: null };
const STATES = {
  open: { acknowledgedAt: IsNull(), endedAt: IsNull() },
  over: { acknowledgedAt: IsNull(), endedAt: Not(IsNull()) },
  acknowledged: { acknowledgedAt: Not(IsNull()) },
} as const;

const ALERTS = new BulkInsert<AlertRow>(
  'alert',
  {
    ...{ id: 'uuid', partnerId: 'uuid', environment: 'text', accountId: 'uuid', version: 'integer', signal: 'text' },
    ...{ subject: 'text', occasion: 'text', details: 'jsonb', raisedAt: 'timestamptz', lastAt: 'timestamptz' },
    ...{ endedAt: 'timestamptz', acknowledgedAt: 'timestamptz', acknowledgedBy: 'text', note: 'text' },
  },
  'on conflict on constraint alert_once do nothing',
);

/** Storage of alerts. */
@Injectable()
export class AlertsRepository {
  /** False when it was there: then it is only seen again, unless it was acknowledged. */
  async raise(tx: Tx, scope: AlertScope, sighting: Sighting<string>, now: Date): Promise<boolean> {
    const { signal, subject, occasion, version, details } = sighting;
    const { partnerId, environment, accountId } = { ...NOBODY, ...scope };
    const id = newId(now);
    const [row] = await tx.query<{ id: string }[]>(
      `insert into alert (id, partner_id, environment, account_id, version, signal, subject, occasion, details, raised_at, last_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
       on conflict on constraint alert_once do update
         set last_at = excluded.last_at, details = excluded.details, ended_at = null where alert.acknowledged_at is null
       returning id`,
      [id, partnerId, environment, accountId, version, signal, subject, occasion, details, now],
    );
    return row?.id === id;
  }

  /** As `raise`, to be sent with what else a transaction writes; one that was there stays as it is. */
  raising(sightings: readonly (Sighting<string> & { readonly scope: AlertScope })[], now: Date): Write | null {
    const once = { raisedAt: now, lastAt: now, endedAt: null, acknowledgedAt: null, acknowledgedBy: null, note: null };
    const rows = sightings.map(({ scope, ...sighting }) => ({
      ...{ ...NOBODY, ...scope, ...sighting, ...once, details: { ...sighting.details } },
      id: newId(now),
    }));
    return ALERTS.write(rows);
  }

  open(tx: Tx, scope: AlertScope): Promise<Alert[]> {
    return tx.getRepository(AlertRow).find({ where: { ...scope, ...STATES.open }, order: { id: 'ASC' } });
  }

  async end(tx: Tx, ids: readonly string[], endedAt: Date): Promise<void> {
    if (ids.length > 0) await tx.getRepository(AlertRow).update({ id: In([...ids]) }, { endedAt });
  }

  find(tx: Tx, id: string): Promise<Alert | null> {
    return tx.getRepository(AlertRow).findOneBy({ id });
  }

  /** False when somebody did before. */
  async acknowledge(tx: Tx, id: string, by: Pick<AlertRow, 'acknowledgedBy' | 'note'>, at: Date): Promise<boolean> {
    const done = { ...by, acknowledgedAt: at };
    const { affected } = await tx.getRepository(AlertRow).update({ id, acknowledgedAt: IsNull() }, done);
    return affected === 1;
  }

  /** Newest first, those before `before`. */
  search(tx: Tx, { state, ...filter }: AlertFilter, before: string | null, limit: number): Promise<Alert[]> {
    const query = tx.createQueryBuilder(AlertRow, 'alert').where({ ...filter, ...(state && STATES[state]) });
    if (before !== null) query.andWhere('alert.id < :before', { before });
    return query.orderBy('alert.id', 'DESC').limit(limit).getMany();
  }

  count(tx: Tx, { state, ...filter }: AlertFilter): Promise<number> {
    return tx.getRepository(AlertRow).countBy({ ...filter, ...(state && STATES[state]) });
  }
}
