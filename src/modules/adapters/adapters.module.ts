import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { AdapterSamples } from './adapter-samples.js';
import { AdapterVersionsRepository } from './adapter-versions.repository.js';
import { AdapterVersionsService } from './adapter-versions.service.js';
import { AdaptersService } from './adapters.service.js';
import { LiveAdaptersService } from './live-adapters.service.js';
import { OutboundAdaptersService } from './outbound-adapters.service.js';
import { ProposalsService } from './proposals.service.js';
import { RepliesService } from './replies.service.js';
import { ShapesService } from './shapes.service.js';

@Module({
  imports: [CasesModule, LifecycleModule],
  providers: [
    AdaptersService,
    AdapterVersionsService,
    LiveAdaptersService,
    OutboundAdaptersService,
    ProposalsService,
    RepliesService,
    ShapesService,
    AdapterSamples,
    AdapterVersionsRepository,
  ],
  exports: [
    AdaptersService,
    AdapterVersionsService,
    LiveAdaptersService,
    OutboundAdaptersService,
    ProposalsService,
    RepliesService,
    ShapesService,
  ],
})
export class AdaptersModule {}
