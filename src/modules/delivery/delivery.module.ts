import { Global, Module } from '@nestjs/common';
import { AdaptersModule } from '../adapters/adapters.module.js';
import { LeadsModule } from '../leads/leads.module.js';
import { DeliveryViews } from '../leads/leads.service.js';
import { PartnersModule } from '../partners/partners.module.js';
import { AttemptRecordsService } from './attempt-records.service.js';
import { AttemptsRepository } from './attempts.repository.js';
import { ClaimsService } from './claims.service.js';
import { ContentsService } from './contents.service.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { DeliveryService } from './delivery.service.js';
import { DeliveryReconcilerService } from './delivery-reconciler.service.js';
import { DeliveryRunsService } from './delivery-runs.service.js';
import { DeliveryVault } from './delivery-vault.js';
import { OutboundPreviewService } from './outbound-preview.service.js';
import { OwingService } from './owing.service.js';
import { ReplyTrialsService } from './reply-trials.service.js';
import { WebhookClient } from './webhook-client.js';

const views = { provide: DeliveryViews, useExisting: DeliveryService };
const services = [
  OwingService,
  ClaimsService,
  ContentsService,
  DeliveryRunsService,
  AttemptRecordsService,
  DeliveryReconcilerService,
  OutboundPreviewService,
  ReplyTrialsService,
];

/** Global: leads ask it for their deliveries. */
@Global()
@Module({
  imports: [LeadsModule, PartnersModule, AdaptersModule],
  providers: [
    DeliveryService,
    views,
    ...services,
    WebhookClient,
    DeliveryVault,
    DeliveriesRepository,
    AttemptsRepository,
  ],
  exports: [DeliveryService, OutboundPreviewService, ReplyTrialsService, views],
})
export class DeliveryModule {}
