import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { ConnectionOptions } from 'bullmq';
import type { Config } from '../config/config.js';
import { JobHandlers } from './job-handlers.js';
import { LANE_PROCESSORS } from './lane.processors.js';
import { LANES } from './lanes.js';
import { Maintenance } from './maintenance.js';
import { chooseBackend, QueueBackend } from './queue-backend.js';
import { Queues } from './queues.js';
import { Workers } from './workers.js';

/**
 * Registers every lane after the backend is chosen: `registerQueue` reads the queue class when it is called, and inside
 * a module decorator that would be at import.
 */
@Module({})
export class QueueModule implements OnApplicationShutdown {
  constructor(@Inject(QueueBackend) private readonly backend: QueueBackend) {}

  static for(config: Config, databaseUrl: string): DynamicModule {
    const backend = chooseBackend(config.redisUrl, databaseUrl, LANES.length);
    BullModule.queueClass = backend.queueClass;
    BullModule.workerClass = backend.workerClass;
    const root = BullModule.forRoot({
      connection: backend.connection as ConnectionOptions,
      extraOptions: { manualRegistration: true },
    });
    const shared = [JobHandlers, Queues, Maintenance, Workers];
    return {
      module: QueueModule,
      global: true,
      imports: [
        root,
        BullModule.registerQueue(...LANES.map((name) => ({ name, streams: { events: { maxLen: 1_000 } } }))),
      ],
      providers: [{ provide: QueueBackend, useValue: backend }, ...shared, ...LANE_PROCESSORS],
      exports: [...shared, QueueBackend],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.backend.close();
  }
}
