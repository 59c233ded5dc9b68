import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { databaseIsAway } from '../../../platform/database/database-away.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { cutError } from '../../../platform/logging/cut-error.js';
import { Maintenance } from '../../../platform/queue/maintenance.js';
import { PartnersService } from '../../partners/partners.service.js';
import { DriftRepository, type WatchScope } from './drift.repository.js';
import { DriftLookService } from './drift-look.service.js';
import { dayOf } from './inbound-day.domain.js';

const TURN_SECONDS = 300;
const DAY_MS = 86_400_000;
const KEPT_DAYS = 90;
const PARTNERS_AT_ONCE = 200;
const ENVIRONMENTS = ['live', 'sandbox'] as const;

/** Comes round to every partner in the maintenance lane, and looks at what it sent since. */
@Injectable()
export class DriftWatchService implements OnModuleInit {
  readonly #logger = new Logger('drift');

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly maintenance: Maintenance,
    private readonly partners: PartnersService,
    private readonly looks: DriftLookService,
    private readonly drift: DriftRepository,
  ) {}

  onModuleInit(): void {
    this.maintenance.every(TURN_SECONDS, 'watch-inbound', () => this.turn());
  }

  async turn(): Promise<void> {
    let next = await this.#page(null);
    while (next !== null) next = await this.#page(next);
    const kept = new Date(this.clock.now().getTime() - KEPT_DAYS * DAY_MS);
    await this.transaction.run((tx) => this.drift.forget(tx, kept, dayOf(kept)));
  }

  /** Where the next page begins, if there is one. */
  async #page(before: string | null): Promise<string | null> {
    const { partners } = await this.partners.list({ before, limit: PARTNERS_AT_ONCE });
    for (const { id: partnerId } of partners) {
      for (const environment of ENVIRONMENTS) await this.#look({ partnerId, environment });
    }
    return partners.length < PARTNERS_AT_ONCE ? null : (partners.at(-1)?.id ?? null);
  }

  /** An accident with one partner holds up no other. */
  async #look(scope: WatchScope): Promise<void> {
    try {
      await this.looks.look(scope);
    } catch (error) {
      if (databaseIsAway(error)) throw error;
      this.#logger.error({ event: 'drift.not_looked', ...scope, err: cutError(error) });
    }
  }
}
