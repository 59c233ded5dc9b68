import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { DomainError } from '../../../kernel/domain-error.js';
import { isUuid } from '../../../kernel/uuid.js';
import { type Actor, AuditService } from '../../../platform/audit/audit.service.js';
import { Transaction, type Tx } from '../../../platform/database/transaction.js';
import type { Write } from '../../../platform/database/write.js';
import {
  type Alert,
  type AlertFilter,
  type AlertScope,
  type AlertState,
  AlertsRepository,
} from './alerts.repository.js';
import { DRIFT_SENTENCES, type Said, type Sighting } from './drift-signal.domain.js';

export { ALERT_STATES, type AlertFilter } from './alerts.repository.js';
export { type Said, SIGNALS, type Sighting } from './drift-signal.domain.js';

/** A sighting, and what it is of. */
export type AlertSighting = Sighting<string> & { readonly scope: AlertScope };

/** What is said of each signal. */
export type AlertSentences = Readonly<Record<string, (said: Said) => string>>;

export type AlertView = Omit<Alert, 'occasion'> & {
  readonly state: AlertState;
  /** What happened, and what to do. */
  readonly message: string;
};

/** What operators should look at: raised by the gateway, acknowledged by a person. */
@Injectable()
export class AlertsService {
  readonly #logger = new Logger('alerts');
  readonly #sentences = new Map<string, (said: Said) => string>(Object.entries(DRIFT_SENTENCES));

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly audit: AuditService,
    private readonly alerts: AlertsRepository,
  ) {}

  /** A module that raises alerts of its own says what they mean. Called while modules start. */
  teach(sentences: AlertSentences): void {
    for (const [signal, sentence] of Object.entries(sentences)) this.#sentences.set(signal, sentence);
  }

  /** An alert an occasion; one that was acknowledged stays so. */
  async raise(tx: Tx, scope: AlertScope, sightings: readonly Sighting<string>[]): Promise<void> {
    const now = this.clock.now();
    for (const sighting of sightings) {
      if (!(await this.alerts.raise(tx, scope, sighting, now))) continue;
      this.#logger.warn({ event: 'alert.raised', ...scope, signal: sighting.signal });
    }
  }

  /** As `raise`, to be sent with what else the transaction writes. */
  raising(sightings: readonly AlertSighting[]): Write | null {
    return this.alerts.raising(sightings, this.clock.now());
  }

  open(tx: Tx, scope: AlertScope): Promise<Alert[]> {
    return this.alerts.open(tx, scope);
  }

  async end(tx: Tx, alerts: readonly Pick<Alert, 'id'>[]): Promise<void> {
    const ids = alerts.map(({ id }) => id);
    await this.alerts.end(tx, ids, this.clock.now());
  }

  /** Newest first, those before the alert `before`; `total` is of all that fit. */
  list(filter: AlertFilter, before: string | null, limit: number): Promise<{ alerts: AlertView[]; total: number }> {
    return this.transaction.run(async (tx) => ({
      alerts: (await this.alerts.search(tx, filter, before, limit)).map((alert) => this.#viewOf(alert)),
      total: await this.alerts.count(tx, filter),
    }));
  }

  /** One that somebody acknowledged before stays as it is. @throws DomainError `alert_not_found` */
  acknowledge(actor: Actor, id: string, note: string | null): Promise<AlertView> {
    return this.transaction.run(async (tx) => {
      await this.#known(tx, id);
      if (await this.alerts.acknowledge(tx, id, { acknowledgedBy: actor.name, note }, this.clock.now())) {
        const deed = { action: 'alert.acknowledged', subject: { type: 'alert', id }, details: { note } };
        await this.audit.record(tx, actor, deed);
      }
      return this.#viewOf(await this.#known(tx, id));
    });
  }

  async #known(tx: Tx, id: string): Promise<Alert> {
    const found = isUuid(id) ? await this.alerts.find(tx, id) : null;
    if (!found) throw new DomainError('not_found', 'alert_not_found', 'There is no alert with this id.');
    return found;
  }

  #viewOf({ occasion: _, ...alert }: Alert): AlertView {
    const sentence = this.#sentences.get(alert.signal);
    return { ...alert, state: stateOf(alert), message: sentence?.(alert) ?? alert.signal };
  }
}

function stateOf({ acknowledgedAt, endedAt }: Pick<Alert, 'acknowledgedAt' | 'endedAt'>): AlertState {
  if (acknowledgedAt !== null) return 'acknowledged';
  return endedAt === null ? 'open' : 'over';
}
