import { Module } from '@nestjs/common';
import { AccessTokenGuard } from '../../platform/http/access-token.guard.js';
import { AdaptersModule } from '../adapters/adapters.module.js';
import { CasesModule } from '../cases/cases.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { LeadsModule } from '../leads/leads.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { PartnersModule } from '../partners/partners.module.js';
import { AdapterActivationService } from './adapter-activation.service.js';
import { AdapterPreviewService } from './adapter-preview.service.js';
import { AdapterProposalsService } from './adapter-proposals.service.js';
import { BatchWriter } from './batch-writer.js';
import { AlertsRepository } from './drift/alerts.repository.js';
import { AlertsService } from './drift/alerts.service.js';
import { DriftRepository } from './drift/drift.repository.js';
import { DriftLookService } from './drift/drift-look.service.js';
import { DriftWatchService } from './drift/drift-watch.service.js';
import { FieldSuggestionsService } from './drift/field-suggestions.service.js';
import { ReceiptLooksService } from './drift/receipt-looks.service.js';
import { DryRunService } from './dry-run.service.js';
import { InboundStatusService } from './inbound-status.service.js';
import { Matcher } from './matcher.js';
import { ParkedItemsService } from './parked-items.service.js';
import { ParkedLinksService } from './parked-links.service.js';
import { ParkedQueueRepository } from './parked-queue.repository.js';
import { ParkedQueueService } from './parked-queue.service.js';
import { ParkedReaderService } from './parked-reader.service.js';
import { ParkedRehearsalService } from './parked-rehearsal.service.js';
import { ParkedRejectionsService } from './parked-rejections.service.js';
import { ParkedSettlerService } from './parked-settler.service.js';
import { ParkedUpdatesService } from './parked-updates.service.js';
import { ParkedWorkService } from './parked-work.service.js';
import { PartnerStatusHandler } from './partner-status.handler.js';
import { ReadingComparisonService } from './reading-comparison.service.js';
import { RehearsalService } from './rehearsal.service.js';
import { ReplayJudgeService } from './replay/replay-judge.service.js';
import { ReplayRunnerService } from './replay/replay-runner.service.js';
import { ReplayStepsService } from './replay/replay-steps.service.js';
import { ReplayWriterService } from './replay/replay-writer.service.js';
import { ReplaysRepository } from './replay/replays.repository.js';
import { ReplaysService } from './replay/replays.service.js';
import { SampleBodiesService } from './sample-bodies.service.js';
import { ShadowRunnerService } from './shadow/shadow-runner.service.js';
import { ShadowsRepository } from './shadow/shadows.repository.js';
import { ShadowsService } from './shadow/shadows.service.js';
import { StatusRecorderService } from './status-recorder.service.js';
import { StatusUpdatesRepository } from './status-updates.repository.js';
import { Trial } from './trial.js';
import { UpdatePreparerService } from './update-preparer.service.js';
import { UpdateReaderService } from './update-reader.service.js';

@Module({
  imports: [IntakeModule, PartnersModule, CasesModule, LifecycleModule, AdaptersModule, LeadsModule],
  providers: [
    AccessTokenGuard,
    PartnerStatusHandler,
    InboundStatusService,
    DryRunService,
    RehearsalService,
    ReadingComparisonService,
    AdapterPreviewService,
    AdapterActivationService,
    AdapterProposalsService,
    SampleBodiesService,
    ParkedUpdatesService,
    ParkedQueueService,
    ParkedQueueRepository,
    ParkedItemsService,
    ParkedWorkService,
    ParkedLinksService,
    ParkedRejectionsService,
    ParkedRehearsalService,
    Trial,
    ParkedReaderService,
    ParkedSettlerService,
    UpdateReaderService,
    UpdatePreparerService,
    StatusRecorderService,
    Matcher,
    BatchWriter,
    StatusUpdatesRepository,
    ReplaysService,
    ReplayRunnerService,
    ReplayStepsService,
    ReplayJudgeService,
    ReplayWriterService,
    ReplaysRepository,
    ShadowsService,
    ShadowRunnerService,
    ShadowsRepository,
    DriftWatchService,
    DriftLookService,
    ReceiptLooksService,
    FieldSuggestionsService,
    DriftRepository,
    AlertsService,
    AlertsRepository,
  ],
  exports: [
    AlertsService,
    ReplaysService,
    ShadowsService,
    ParkedQueueService,
    ParkedWorkService,
    ParkedLinksService,
    ParkedRejectionsService,
    SampleBodiesService,
    AdapterPreviewService,
    AdapterActivationService,
    AdapterProposalsService,
  ],
})
export class InboundStatusModule {}
