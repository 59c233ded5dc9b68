import { type DynamicModule, Module } from '@nestjs/common';
import { EventRoutes, type Route } from './event-routes.js';
import { OutboxReconciler } from './outbox.reconciler.js';
import { OutboxRelay } from './outbox.relay.js';
import { OutboxRepository } from './outbox.repository.js';
import { OutboxService } from './outbox.service.js';

@Module({})
export class OutboxModule {
  static for(routes: Readonly<Record<string, readonly Route[]>>): DynamicModule {
    return {
      module: OutboxModule,
      global: true,
      providers: [
        { provide: EventRoutes, useValue: { routes } },
        OutboxRepository,
        OutboxRelay,
        OutboxReconciler,
        OutboxService,
      ],
      exports: [OutboxService],
    };
  }
}
