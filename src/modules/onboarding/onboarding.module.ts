import { Module } from '@nestjs/common';
import { AdaptersModule } from '../adapters/adapters.module.js';
import { CasesModule } from '../cases/cases.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { LeadsModule } from '../leads/leads.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { PartnersModule } from '../partners/partners.module.js';
import { ChecklistFactsService } from './checklist-facts.service.js';
import { DeclaredMeaningsService } from './declared-meanings.service.js';
import { OnboardingService } from './onboarding.service.js';
import { TestLeadsService } from './test-leads.service.js';

@Module({
  imports: [IntakeModule, PartnersModule, CasesModule, LifecycleModule, AdaptersModule, LeadsModule, DeliveryModule],
  providers: [OnboardingService, ChecklistFactsService, DeclaredMeaningsService, TestLeadsService],
  exports: [OnboardingService, DeclaredMeaningsService, TestLeadsService],
})
export class OnboardingModule {}
