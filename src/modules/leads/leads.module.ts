import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { PartnersModule } from '../partners/partners.module.js';
import { ExternalIdDisputesRepository } from './external-id-disputes.repository.js';
import { ExternalIdDisputesService } from './external-id-disputes.service.js';
import { ExternalIdsRepository } from './external-ids.repository.js';
import { ExternalIdsService } from './external-ids.service.js';
import { IdentifiersRepository } from './identifiers.repository.js';
import { LeadIdentityService } from './lead-identity.service.js';
import { LeadIntakeService } from './lead-intake.service.js';
import { LeadRoutingService } from './lead-routing.service.js';
import { LeadVault } from './lead-vault.js';
import { LeadsController } from './leads.controller.js';
import { LeadsRepository } from './leads.repository.js';
import { LeadsService } from './leads.service.js';
import { TimelineRepository } from './timeline.repository.js';
import { TimelineService } from './timeline.service.js';

const services = [
  LeadsService,
  LeadIntakeService,
  LeadIdentityService,
  ExternalIdsService,
  ExternalIdDisputesService,
  LeadRoutingService,
  TimelineService,
];

@Module({
  imports: [IntakeModule, PartnersModule, CasesModule],
  controllers: [LeadsController],
  providers: [
    ...services,
    LeadVault,
    LeadsRepository,
    IdentifiersRepository,
    ExternalIdsRepository,
    ExternalIdDisputesRepository,
    TimelineRepository,
  ],
  exports: services,
})
export class LeadsModule {}
