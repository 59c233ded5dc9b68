import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { Transaction } from '../../platform/database/transaction.js';
import { Maintenance } from '../../platform/queue/maintenance.js';
import { CareEventsRepository } from './care-events.repository.js';

const SWEEP_SECONDS = 600;
const AT_ONCE = 500;

/** Destroys health data that was kept long enough, with the keys it was sealed under; that it was there stays known. */
@Injectable()
export class CareRetentionService implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly events: CareEventsRepository,
    private readonly maintenance: Maintenance,
  ) {}

  onModuleInit(): void {
    this.maintenance.every(SWEEP_SECONDS, 'erase-health-data', () => this.erase());
  }

  async erase(): Promise<void> {
    for (let erased = AT_ONCE; erased === AT_ONCE; ) {
      erased = await this.transaction.run((tx) => this.events.erase(tx, this.clock.now(), AT_ONCE));
    }
  }
}
