import { BullRegistrar } from '@nestjs/bullmq';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Config } from '../config/config.js';
import { LANE_PROCESSORS } from './lane.processors.js';
import type { Lane } from './lanes.js';
import { QueueBackend } from './queue-backend.js';

const STOP_MS = 3_000;

/** Starts the processors of every lane unless this process only serves HTTP, and stops them before the app closes. */
@Injectable()
export class Workers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly config: Config,
    private readonly backend: QueueBackend,
    private readonly registrar: BullRegistrar,
    private readonly modules: ModuleRef,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.role === 'api') return;
    this.registrar.register();
    const deliveries = this.config.deliveryConcurrency;
    const concurrency: Record<Lane, number> = {
      deliveries,
      'delivery-retries': Math.max(1, Math.floor(deliveries / 2)),
      notifications: 4,
      replays: 1,
      maintenance: 2,
    };
    for (const processor of this.#processors()) {
      await processor.start(concurrency[processor.lane], this.backend.mayComeLater);
    }
  }

  /** What is under way was told to end before: `onModuleDestroy` comes first. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.#processors().map((processor) => processor.stop(STOP_MS)));
  }

  #processors() {
    return LANE_PROCESSORS.map((processor) => this.modules.get(processor, { strict: false }));
  }
}
