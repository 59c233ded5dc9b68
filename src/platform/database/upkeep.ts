import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { Maintenance } from '../queue/maintenance.js';
import { Idempotency } from './idempotency.js';
import { Partitions } from './partitions.js';

const DAY_SECONDS = 86_400;

/** What the database needs every day: the partitions of the months to come, and no answers kept for repeats long past. */
@Injectable()
export class Upkeep implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly maintenance: Maintenance,
    private readonly partitions: Partitions,
    private readonly idempotency: Idempotency,
  ) {}

  onModuleInit(): void {
    this.maintenance.every(DAY_SECONDS, 'create-partitions', async () => {
      await this.partitions.createAhead(this.clock.now());
    });
    this.maintenance.every(DAY_SECONDS, 'prune-idempotency-keys', () => this.idempotency.prune());
  }
}
