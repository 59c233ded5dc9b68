import { type DynamicModule, Module, type OnModuleInit } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Clock } from './kernel/clock.js';
import { AdminModule } from './modules/admin/admin.module.js';
import { CaseEventsModule } from './modules/case-events/case-events.module.js';
import { DeliveryModule } from './modules/delivery/delivery.module.js';
import { InboundStatusModule } from './modules/inbound-status/inbound-status.module.js';
import { LeadsModule } from './modules/leads/leads.module.js';
import { NotificationsModule } from './modules/notifications/notifications.module.js';
import { PaymentsModule } from './modules/payments/payments.module.js';
import { AuditModule } from './platform/audit/audit.module.js';
import type { Config } from './platform/config/config.js';
import { ConfigModule } from './platform/config/config.module.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { databaseUrlOf } from './platform/database/database-url.js';
import { HttpModule } from './platform/http/http.module.js';
import { OutboundModule } from './platform/outbound/outbound.module.js';
import type { Route } from './platform/outbox/event-routes.js';
import { OutboxModule } from './platform/outbox/outbox.module.js';
import { JobHandlers } from './platform/queue/job-handlers.js';
import { QueueModule } from './platform/queue/queue.module.js';
import { SecretsModule } from './platform/secrets/secrets.module.js';
import type { MasterKeys } from './platform/secrets/secrets.service.js';

/** Who hears which event, in which lane, how many at once. Modules do not know each other's listeners; this does. */
const ROUTES: Readonly<Record<string, readonly Route[]>> = {
  'lead.routed': [{ consumer: 'delivery.owe', lane: 'deliveries', batch: 50 }],
  'delivery.due': [{ consumer: 'delivery.attempt', lane: 'deliveries', batch: 1 }],
  'lead.status_changed': [{ consumer: 'notifications.tell', lane: 'notifications', batch: 100 }],
  'lead.identified': [{ consumer: 'inbound-status.retry-parked', lane: 'replays', batch: 50 }],
  'lead.external_id_disputed': [{ consumer: 'leads.stop-constants', lane: 'maintenance', batch: 50 }],
  'partner.endpoint_changed': [
    { consumer: 'delivery.release', lane: 'maintenance', batch: 50 },
    { consumer: 'leads.route-unrouted', lane: 'maintenance', batch: 50 },
  ],
  'partner.cases_changed': [{ consumer: 'leads.route-unrouted', lane: 'maintenance', batch: 50 }],
  'replay.requested': [{ consumer: 'inbound-status.replay', lane: 'replays', batch: 1 }],
  'catalogue.mass_torts_changed': [{ consumer: 'inbound-status.retry-parked', lane: 'replays', batch: 50 }],
  'payment.check_due': [{ consumer: 'payments.check', lane: 'maintenance', batch: 10 }],
  'reconciliation.requested': [{ consumer: 'payments.reconcile', lane: 'maintenance', batch: 1 }],
  'payment.updated': [{ consumer: 'notifications.tell-payment', lane: 'notifications', batch: 100 }],
  'care.case_updated': [{ consumer: 'notifications.tell-care', lane: 'notifications', batch: 100 }],
  'partner.status_map_changed': [{ consumer: 'inbound-status.retry-parked', lane: 'replays', batch: 50 }],
};

/** What a running gateway is made of. */
export type Parts = {
  readonly config: Config;
  readonly clock: Clock;
  /** Opened and migrated; closed with the app. */
  readonly source: DataSource;
  readonly keys: MasterKeys;
};

/** The composition root. */
@Module({})
export class AppModule implements OnModuleInit {
  constructor(private readonly handlers: JobHandlers) {}

  static for({ config, clock, source, keys }: Parts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.for(config, clock),
        DatabaseModule.for(source),
        QueueModule.for(config, databaseUrlOf(source)),
        OutboxModule.for(ROUTES),
        SecretsModule.for(keys),
        AuditModule,
        HttpModule,
        OutboundModule,
        LeadsModule,
        DeliveryModule,
        InboundStatusModule,
        PaymentsModule,
        CaseEventsModule,
        NotificationsModule,
        AdminModule,
      ],
    };
  }

  /** @throws Error when news is routed to nobody: every module registered its handlers before this one starts */
  onModuleInit(): void {
    const consumers = Object.values(ROUTES).flat();
    const missing = consumers.filter(({ consumer }) => !this.handlers.find(consumer));
    if (missing.length > 0) throw new Error(`No handler for ${missing.map(({ consumer }) => consumer).join(', ')}`);
  }
}
