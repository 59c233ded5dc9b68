import { Module } from '@nestjs/common';
import { HmacSignatureGuard } from '../../platform/http/hmac-signature.guard.js';
import { IntakeModule } from '../intake/intake.module.js';
import { LeadsModule } from '../leads/leads.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { CareCasesRepository } from './care-cases.repository.js';
import { CareCasesService } from './care-cases.service.js';
import { CareDeskService } from './care-desk.service.js';
import { CareEventsRepository } from './care-events.repository.js';
import { CareRetentionService } from './care-retention.service.js';
import { CareVault } from './care-vault.js';
import { CaseRecorderService } from './case-recorder.service.js';
import { CaseStandingsService } from './case-standings.service.js';
import { CaseWebhooksController } from './case-webhooks.controller.js';
import { CaseWebhooksService } from './case-webhooks.service.js';

@Module({
  imports: [IntakeModule, LeadsModule, PaymentsModule],
  controllers: [CaseWebhooksController],
  providers: [
    ...[HmacSignatureGuard, CaseWebhooksService, CaseRecorderService, CaseStandingsService],
    ...[CareVault, CareCasesRepository, CareEventsRepository],
    ...[CareCasesService, CareDeskService, CareRetentionService],
  ],
  exports: [CareCasesService, CareDeskService],
})
export class CaseEventsModule {}
