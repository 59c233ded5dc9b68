import { Global, Module } from '@nestjs/common';
import { ApiTokens } from '../../platform/http/api-token.guards.js';
import { AdaptersModule } from '../adapters/adapters.module.js';
import { CaseEventsModule } from '../case-events/case-events.module.js';
import { CasesModule } from '../cases/cases.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { InboundStatusModule } from '../inbound-status/inbound-status.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { LeadsModule } from '../leads/leads.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { OnboardingModule } from '../onboarding/onboarding.module.js';
import { PartnersModule } from '../partners/partners.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { AdaptersController } from './adapters.controller.js';
import { AdminLeadsController } from './admin-leads.controller.js';
import { AlertsController } from './alerts.controller.js';
import { ApiTokensController } from './api-tokens.controller.js';
import { ApiTokensRepository } from './api-tokens.repository.js';
import { ApiTokensService } from './api-tokens.service.js';
import { AuditController } from './audit.controller.js';
import { CareCasesController } from './care-cases.controller.js';
import { CatalogueController } from './catalogue.controller.js';
import { DeliveriesController } from './deliveries.controller.js';
import { LeadExplanationService } from './lead-explanation.service.js';
import { LeadExternalIdsController } from './lead-external-ids.controller.js';
import { ListTotalsRepository } from './list-totals.repository.js';
import { ListTotalsService } from './list-totals.service.js';
import { OnboardingController } from './onboarding.controller.js';
import { ParkedController } from './parked.controller.js';
import { PartnerRulesController } from './partner-rules.controller.js';
import { PartnersController } from './partners.controller.js';
import { PaymentCorrectionsController } from './payment-corrections.controller.js';
import { PaymentsController } from './payments.controller.js';
import { ProviderAccountsController } from './provider-accounts.controller.js';
import { ReceiptsController } from './receipts.controller.js';
import { ReconciliationsController } from './reconciliations.controller.js';
import { ReplaysController } from './replays.controller.js';
import { SchemasController } from './schemas.controller.js';
import { ShadowsController } from './shadows.controller.js';
import { StoppedExternalIdsController } from './stopped-external-ids.controller.js';

const tokens = { provide: ApiTokens, useExisting: ApiTokensService };

/** Global: the guards in the platform ask it which API tokens are in force. */
@Global()
@Module({
  imports: [
    IntakeModule,
    PartnersModule,
    CasesModule,
    LifecycleModule,
    LeadsModule,
    DeliveryModule,
    AdaptersModule,
    InboundStatusModule,
    OnboardingModule,
    PaymentsModule,
    CaseEventsModule,
  ],
  controllers: [
    PartnersController,
    PartnerRulesController,
    OnboardingController,
    CatalogueController,
    ApiTokensController,
    ReceiptsController,
    AdminLeadsController,
    DeliveriesController,
    AdaptersController,
    SchemasController,
    AuditController,
    ReplaysController,
    ShadowsController,
    AlertsController,
    ParkedController,
    PaymentsController,
    CareCasesController,
    PaymentCorrectionsController,
    ProviderAccountsController,
    ReconciliationsController,
    LeadExternalIdsController,
    StoppedExternalIdsController,
  ],
  providers: [
    LeadExplanationService,
    ApiTokensService,
    ApiTokensRepository,
    tokens,
    ListTotalsService,
    ListTotalsRepository,
  ],
  exports: [ApiTokensService, tokens],
})
export class AdminModule {}
