import { Global, Module } from '@nestjs/common';
import { HmacSignatureGuard } from '../../platform/http/hmac-signature.guard.js';
import { SigningAccounts } from '../../platform/http/signed-call.js';
import { WebhookRefusalFilter } from '../../platform/http/webhook-refusal.filter.js';
import { InboundStatusModule } from '../inbound-status/inbound-status.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { LeadsModule } from '../leads/leads.module.js';
import { BalanceRepository } from './balance.repository.js';
import { BalanceService } from './balance.service.js';
import { CasePaymentsService } from './case-payments.service.js';
import { DecisionDeskService } from './decision-desk.service.js';
import { PaidlysWebhooksController } from './paidlys-webhooks.controller.js';
import { PaymentAlertsService } from './payment-alerts.service.js';
import { PaymentChecksService } from './payment-checks.service.js';
import { PaymentCorrectionsRepository } from './payment-corrections.repository.js';
import { PaymentCorrectionsService } from './payment-corrections.service.js';
import { PaymentDecisionsService } from './payment-decisions.service.js';
import { PaymentLinksService } from './payment-links.service.js';
import { PaymentRecorderService } from './payment-recorder.service.js';
import { PaymentRequestsController } from './payment-requests.controller.js';
import { PaymentRequestsRepository } from './payment-requests.repository.js';
import { PaymentRequestsService } from './payment-requests.service.js';
import { PaymentViewsRepository } from './payment-views.repository.js';
import { PaymentWriterService } from './payment-writer.service.js';
import { PaymentWritesRepository } from './payment-writes.repository.js';
import { PaymentsRepository } from './payments.repository.js';
import { PaymentsService } from './payments.service.js';
import { PayramWebhooksController } from './payram-webhooks.controller.js';
import { ProposalsService } from './proposals.service.js';
import { ProviderAccountsRepository } from './provider-accounts.repository.js';
import { ProviderAccountsService } from './provider-accounts.service.js';
import { ProviderApi } from './provider-api.js';
import { ProviderHttp } from './provider-http.js';
import { ProviderSetupService } from './provider-setup.service.js';
import { ProviderWebhooksHandler } from './provider-webhooks.handler.js';
import { ProviderWebhooksService } from './provider-webhooks.service.js';
import { PairsRepository } from './reconciliation/pairs.repository.js';
import { ReconciliationRunsService } from './reconciliation/reconciliation-runs.service.js';
import { ReconciliationsRepository } from './reconciliation/reconciliations.repository.js';
import { ReconciliationsService } from './reconciliation/reconciliations.service.js';
import { ReportsService } from './reconciliation/reports.service.js';
import { WatchedPaymentsRepository } from './watched-payments.repository.js';

const signingAccounts = { provide: SigningAccounts, useExisting: ProviderAccountsService };

/** Global: the guard in the platform asks it which keys an account has. */
@Global()
@Module({
  imports: [IntakeModule, LeadsModule, InboundStatusModule],
  controllers: [PayramWebhooksController, PaidlysWebhooksController, PaymentRequestsController],
  providers: [
    ...[
      ProviderAccountsService,
      ProviderSetupService,
      ProviderWebhooksService,
      ProviderWebhooksHandler,
      HmacSignatureGuard,
      WebhookRefusalFilter,
      signingAccounts,
    ],
    ...[
      PaymentRecorderService,
      PaymentWriterService,
      PaymentChecksService,
      PaymentLinksService,
      PaymentRequestsService,
      CasePaymentsService,
    ],
    ...[
      PaymentsService,
      PaymentDecisionsService,
      PaymentCorrectionsService,
      BalanceService,
      PaymentAlertsService,
      ProposalsService,
      DecisionDeskService,
      ProviderApi,
      ProviderHttp,
    ],
    ...[
      ProviderAccountsRepository,
      PaymentsRepository,
      PaymentWritesRepository,
      PaymentRequestsRepository,
      PaymentViewsRepository,
      PaymentCorrectionsRepository,
      BalanceRepository,
      WatchedPaymentsRepository,
    ],
    ...[ReconciliationsService, ReconciliationRunsService, ReportsService, ReconciliationsRepository, PairsRepository],
  ],
  exports: [
    ProviderAccountsService,
    ProviderSetupService,
    PaymentsService,
    PaymentDecisionsService,
    PaymentCorrectionsService,
    BalanceService,
    ReconciliationsService,
    ReportsService,
    ProposalsService,
    CasePaymentsService,
    signingAccounts,
  ],
})
export class PaymentsModule {}
