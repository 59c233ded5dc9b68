import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { firstIdOf } from '../../kernel/uuid.js';
import { databaseIsAway } from '../../platform/database/database-away.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { cutError } from '../../platform/logging/cut-error.js';
import { type OutboxEvent, OutboxService } from '../../platform/outbox/outbox.service.js';
import { JobHandlers } from '../../platform/queue/job-handlers.js';
import { Maintenance } from '../../platform/queue/maintenance.js';
import { LeadIdentityService } from '../leads/lead-identity.service.js';
import type { Match } from './lead-match.domain.js';
import { ParkedReaderService, type ReadParked } from './parked-reader.service.js';
import { newGroupOf, ParkedSettlerService } from './parked-settler.service.js';
import { StatusRecorderService } from './status-recorder.service.js';
import { type ParkedScope, StatusUpdatesRepository } from './status-updates.repository.js';
import type { PreparedUpdate } from './submission.js';
import { UpdateReaderService } from './update-reader.service.js';

const AT_ONCE = 100;
const LOOK_SECONDS = 900;

/** How many found their way, and how many still wait. */
export type Retried = { readonly settled: number; readonly waiting: number };

/**
 * Tries parked updates again when something changed that may let them through: a lead was sent, an id was learnt, a
 * status was mapped, a mass tort was added. They are applied in order of arrival, by the rules of the first time.
 */
@Injectable()
export class ParkedUpdatesService implements OnModuleInit {
  readonly #logger = new Logger('inbound-status');

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly outbox: OutboxService,
    private readonly handlers: JobHandlers,
    private readonly reader: UpdateReaderService,
    private readonly parked: ParkedReaderService,
    private readonly recorder: StatusRecorderService,
    private readonly settler: ParkedSettlerService,
    private readonly updates: StatusUpdatesRepository,
    private readonly identity: LeadIdentityService,
    private readonly maintenance: Maintenance,
  ) {}

  onModuleInit(): void {
    this.handlers.register('inbound-status.retry-parked', (ids) =>
      this.outbox.handleRepeatably(ids, async (events) => {
        for (const { scope, keys } of await this.#meant(events)) await this.retry(scope, keys);
      }),
    );
    this.maintenance.every(LOOK_SECONDS, 'retry-all-parked', () => this.#retryEverything());
  }

  /**
   * Tries what may be let through in a scope, oldest first: all of it, or what one of the keys may mean.
   * @throws Error when some could not be tried
   */
  async retry(scope: ParkedScope, keys: readonly string[] | null = null): Promise<Retried> {
    const meanings = await this.reader.meaningsNow(scope);
    const total = new Tally();
    let after = firstIdOf(new Date(0));
    for (let seen = AT_ONCE; seen === AT_ONCE; ) {
      const rows = await this.transaction.run((tx) => this.updates.parked(tx, scope, { keys, after, limit: AT_ONCE }));
      await this.#retryAll(await this.parked.readAll(rows, meanings), total);
      total.seen += rows.length;
      after = rows.at(-1)?.id ?? after;
      seen = rows.length;
    }
    return total.result();
  }

  /** Tries these again, whatever they wait for but an operator's look. */
  async retryThese(scope: ParkedScope, ids: readonly string[]): Promise<Retried> {
    const meanings = await this.reader.meaningsNow(scope);
    const total = new Tally();
    const rows = await this.transaction.run((tx) => this.updates.parkedAmong(tx, ids));
    await this.#retryAll(await this.parked.readAll(rows, meanings), total);
    total.seen = rows.length;
    return total.result();
  }

  /** One look for all, since most still wait; then each that may go in a transaction of its own. One that fails holds up no other. */
  async #retryAll(read: readonly ReadParked[], total: Tally): Promise<void> {
    const matches = await this.#match(read);
    for (const one of read) {
      const match = matches.get(one.update);
      if (match) total[await this.#attempt(one, match)] += 1;
    }
  }

  async #attempt(one: ReadParked, match: Match): Promise<'settled' | 'waiting' | 'failed'> {
    try {
      if (isLetThrough(one, match)) {
        return (await this.transaction.run((tx) => this.#retryOne(tx, one, match))) ? 'settled' : 'waiting';
      }
      const group = newGroupOf(one, match);
      if (group) await this.transaction.run((tx) => this.settler.regroup(tx, one, group, match));
      return 'waiting';
    } catch (error) {
      if (databaseIsAway(error)) throw error;
      this.#logger.error({ event: 'parked.not_tried', updateId: one.row.id, err: cutError(error) });
      return 'failed';
    }
  }

  /** False when it still waits, or somebody else was faster. */
  async #retryOne(tx: Tx, one: ReadParked, match: Match): Promise<boolean> {
    const held = await this.updates.holdParked(tx, one.row.id);
    if (!held || held.leadId !== one.row.leadId) return false;
    const decision = await this.settler.apply(tx, one, match);
    return decision?.parked === null;
  }

  /** What the ladder says now; what found its lead before keeps it. */
  async #match(read: readonly ReadParked[]): Promise<Map<PreparedUpdate, Match>> {
    const lost = read.filter(({ row }) => row.leadId === null).map(({ update }) => update);
    const asked = await this.transaction.run((tx) => this.recorder.match(tx, lost, this.clock.now()));
    const matches = new Map(asked.matches);
    for (const { row, update } of read) {
      if (row.leadId === null) continue;
      const { leadId, matchedBy } = row;
      matches.set(update, { outcome: 'matched', leadId, by: matchedBy ?? 'lead_id', teaches: false, steps: [] });
    }
    return matches;
  }

  /** Which reports the news may let through. News of leads concerns those that may mean one of them, any other a scope. */
  async #meant(events: readonly OutboxEvent[]): Promise<Meant[]> {
    const news = events.map(({ data }) => data as News);
    return this.transaction.run(async (tx) => {
      const meant: Meant[] = [];
      for (const scope of await this.updates.parkedScopes(tx)) {
        const own = news.filter((one) => concerns(one, scope));
        if (own.length === 0) continue;
        const leadIds = own.flatMap(({ leadId }) => leadId ?? []);
        const keys = leadIds.length === own.length ? await this.identity.keysOfLeads(tx, leadIds) : null;
        meant.push({ scope, keys });
      }
      return meant;
    });
  }

  /** What was parked at the moment in which its lead came is found here at last. */
  async #retryEverything(): Promise<void> {
    const scopes = await this.transaction.run((tx) => this.updates.parkedScopes(tx));
    for (const scope of scopes) await this.retry(scope);
  }
}

/** `partnerId` null: of every partner. */
type News = {
  readonly partnerId: string | null;
  readonly environment?: 'live' | 'sandbox';
  readonly leadId?: string;
};
/** `keys` null: all of the scope. */
type Meant = { readonly scope: ParkedScope; readonly keys: readonly string[] | null };

function concerns({ partnerId, environment }: News, scope: ParkedScope): boolean {
  const isPartners = partnerId === null || partnerId === scope.partnerId;
  return isPartners && (environment === undefined || environment === scope.environment);
}

class Tally {
  seen = 0;
  settled = 0;
  waiting = 0;
  failed = 0;

  result(): Retried {
    if (this.failed > 0) throw new Error(`${this.failed} parked updates could not be tried`);
    return { settled: this.settled, waiting: this.seen - this.settled };
  }
}

/** What found its lead before waits for its status alone. */
function isLetThrough({ row, update }: ReadParked, { outcome }: Match): boolean {
  return outcome === 'matched' && (row.leadId === null || update.status.known);
}
